import { useState } from 'react';
import {
  Bar,
  BarChart,
  ErrorBar,
  LabelList,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import type { Proportion } from '../../experiment/record/run-record';
import { percent } from '../design/format';
import type { RunEntry } from '../state/run-list';
import { STAGE_NAMES } from '../terms/words';
import { ChartFrame } from './chart-frame';
import { AXIS, LEAST_BAR, PERCENT_AXIS, PERCENT_WIDTH, WHISKER } from './chart-style';
import { MarkedTable } from './marked-table';
import { RUN_MARKS } from './run-marks';
import { ACCURACIES, type Accuracy, accuracyByStage, chancesOf } from './runs-compared';

/** An accuracy of the compared runs after each stage, with the 95 % intervals over images. */
export function StageBars({ entries }: { entries: readonly RunEntry[] }) {
  const [accuracy, setAccuracy] = useState<Accuracy>('internalized');
  const { title } = ACCURACIES[accuracy];
  const runs = entries.map(({ record }) => record);
  const stages = accuracyByStage(runs, accuracy);
  const marks = entries.map(({ name }, i) => ({ ...RUN_MARKS[i], name }));
  const chances = chancesOf(runs);
  const bars = stages.map(({ stage, results }) => ({ stage: STAGE_NAMES[stage], results }));
  const said = stages
    .map(({ stage, results }) => {
      const values = results.map((result, i) => `${RUN_MARKS[i].letter} ${shown(result)}`);
      return `${STAGE_NAMES[stage]}: ${values.join(', ')}`;
    })
    .join('; ');
  return (
    <ChartFrame
      title={`Accuracy by stage: ${title.toLowerCase()}`}
      legend={chances.map((chance) => ({
        label: `chance: ${percent(chance)}, by always answering the commonest`,
        mark: 'mark-majority',
      }))}
      pictureLegend={marks.map(({ letter, name, color }) => ({ label: `${letter}: ${name}`, color }))}
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
        <MarkedTable
          head="After"
          marks={marks}
          rows={stages.map(({ stage, results }) => ({
            name: STAGE_NAMES[stage],
            cells: marks.map((_, i) => withInterval(results[i])),
          }))}
        />
      }
    >
      {bars.length === 0 ? (
        <p className="empty">None of the runs has this result.</p>
      ) : (
        <ResponsiveContainer width="100%" height={220}>
          <BarChart data={bars} margin={{ top: 16, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <XAxis {...AXIS} dataKey="stage" />
            <YAxis {...PERCENT_AXIS} width={PERCENT_WIDTH} axisLine={false} />
            {chances.map((chance) => (
              <ReferenceLine key={chance} y={chance} stroke="var(--ink-2)" strokeDasharray="1 3" />
            ))}
            {marks.map(({ letter, color }, i) => (
              <Bar
                key={letter}
                dataKey={(bar: (typeof bars)[number]) => bar.results[i]?.value}
                fill={color}
                maxBarSize={28}
                {...LEAST_BAR}
                isAnimationActive={false}
              >
                <ErrorBar
                  dataKey={(bar: (typeof bars)[number]) => whisker(bar.results[i])}
                  width={5}
                  {...WHISKER}
                />
                <LabelList
                  position="insideBottom"
                  dataKey={(bar) => letterIn((bar as unknown as (typeof bars)[number]).results[i], letter)}
                  {...BAR_LETTER}
                />
              </Bar>
            ))}
          </BarChart>
        </ResponsiveContainer>
      )}
    </ChartFrame>
  );
}

/** The letter in a bar, in the colour of the paper behind it. */
const BAR_LETTER = { fill: 'var(--surface)', fontSize: '0.7rem', fontWeight: 700 } as const;

/** A letter needs a bar that it fits into. */
function letterIn(result: Proportion | null, letter: string): string {
  return result && result.value > 0.1 ? letter : '';
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
