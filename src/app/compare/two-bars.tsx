import { useId, useState } from 'react';
import { Bar, BarChart, ErrorBar, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { Proportion, RunRecord } from '../../experiment/record/run-record';
import { percent } from '../design/format';
import { STAGE_NAMES } from '../terms/words';
import { ChartFrame, type LegendItem } from './chart-frame';
import { AXIS, PERCENT_AXIS, PERCENT_WIDTH, WHISKER } from './chart-style';
import { ACCURACIES, type Accuracy, accuracyByStage } from './two-runs';

/** An accuracy of two runs after each stage, with the 95 % intervals over images. */
export function TwoBars({
  runs,
  legend,
}: {
  runs: readonly [RunRecord, RunRecord];
  legend: readonly LegendItem[];
}) {
  const [accuracy, setAccuracy] = useState<Accuracy>('internalized');
  const hatch = useId();
  const { title } = ACCURACIES[accuracy];
  const pairs = accuracyByStage(runs, accuracy);
  const bars = pairs.map(({ stage, results: [a, b] }) => ({
    stage: STAGE_NAMES[stage],
    first: a?.value,
    second: b?.value,
    firstInterval: whisker(a),
    secondInterval: whisker(b),
  }));
  const said = pairs
    .map(({ stage, results }) => `${STAGE_NAMES[stage]}: A ${shown(results[0])}, B ${shown(results[1])}`)
    .join('; ');
  return (
    <ChartFrame
      title={`Accuracy by stage: ${title.toLowerCase()}`}
      legend={legend}
      summary={`${title}, after each stage. ${said}.`}
      controls={
        <select
          className="compare-choice"
          aria-label="Accuracy to show"
          value={accuracy}
          onChange={(event) => setAccuracy(event.target.value as Accuracy)}
        >
          {Object.entries(ACCURACIES).map(([key, { title: name }]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      }
      table={
        <table>
          <thead>
            <tr>
              <th scope="col">After</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ stage, results }) => (
              <tr key={stage}>
                <th scope="row">{STAGE_NAMES[stage]}</th>
                <td>{withInterval(results[0])}</td>
                <td>{withInterval(results[1])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      {bars.length === 0 ? (
        <p className="empty">Neither run has this result.</p>
      ) : (
        <ResponsiveContainer width="100%" height={220}>
          <BarChart data={bars} margin={{ top: 10, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <defs>
              <pattern
                id={hatch}
                width="5"
                height="5"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="5" height="5" fill="var(--run-b-soft)" />
                <rect width="2" height="5" fill="var(--run-b)" />
              </pattern>
            </defs>
            <XAxis {...AXIS} dataKey="stage" />
            <YAxis {...PERCENT_AXIS} width={PERCENT_WIDTH} axisLine={false} />
            <Bar dataKey="first" fill="var(--run-a)" maxBarSize={28} isAnimationActive={false}>
              <ErrorBar dataKey="firstInterval" width={6} {...WHISKER} />
            </Bar>
            <Bar
              dataKey="second"
              fill={`url(#${hatch})`}
              stroke="var(--run-b)"
              maxBarSize={28}
              isAnimationActive={false}
            >
              <ErrorBar dataKey="secondInterval" width={6} {...WHISKER} />
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      )}
    </ChartFrame>
  );
}

function whisker(result: Proportion | null): [number, number] | undefined {
  return result ? [result.value - result.low, result.high - result.value] : undefined;
}

function shown(result: Proportion | null): string {
  return result ? percent(result.value) : 'no result';
}

function withInterval(result: Proportion | null): string {
  return result ? `${percent(result.value)} (${percent(result.low)} to ${percent(result.high)})` : '–';
}
