import { useState } from 'react';
import { Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { StageName } from '../../experiment/plan/methods';
import type { RunRecord } from '../../experiment/record/run-record';
import { valueTicks } from '../charts/axis';
import { metricTitle, RL_CHARTS, SUPERVISED_CHARTS } from '../charts/series';
import { shortNumber } from '../design/format';
import { STAGE_NAMES } from '../terms/words';
import { ChartFrame, type LegendItem } from './chart-frame';
import { AXIS, PERCENT_WIDTH } from './chart-style';
import { curvePair, curveStages, metricsOf, stepTicks } from './two-runs';

const DRAWN_POINTS = 120;
const TABLE_ROWS = 30;

const SPECS = new Map([...SUPERVISED_CHARTS, ...RL_CHARTS].map((spec) => [spec.metric, spec]));

/** A metric of two runs over the steps of a stage. */
export function TwoCurves({
  runs,
  legend,
}: {
  runs: readonly [RunRecord, RunRecord];
  legend: readonly LegendItem[];
}) {
  const stages = curveStages(runs);
  const [wantedStage, setStage] = useState<StageName | null>(null);
  const [wantedMetric, setMetric] = useState<string | null>(null);
  const stage = stages.find((one) => one === wantedStage) ?? stages.at(-1);
  if (!stage) return <p className="empty">Neither run has trained anything, so there are no curves.</p>;
  const metrics = metricsOf(runs, stage);
  const metric = metrics.find((one) => one === wantedMetric) ?? metrics[0];
  const title = metricTitle(metric);
  const points = curvePair(runs, stage, metric, DRAWN_POINTS);
  const rows = curvePair(runs, stage, metric, TABLE_ROWS);
  const values = points.flatMap(({ first, second }) =>
    [first, second].filter((value) => value !== undefined),
  );
  const lastStep = points.at(-1)?.step ?? 1;
  const ticks = valueTicks(values, SPECS.get(metric)?.proportion ?? false);
  return (
    <ChartFrame
      title={`${title}, ${STAGE_NAMES[stage]}`}
      legend={legend}
      summary={`${title} over the steps of ${STAGE_NAMES[stage]}. A ${ends(points, 'first')}; B ${ends(points, 'second')}.`}
      controls={
        <>
          <select
            className="compare-choice"
            aria-label="Stage of the curves"
            value={stage}
            onChange={(event) => setStage(event.target.value as StageName)}
          >
            {stages.map((one) => (
              <option key={one} value={one}>
                {STAGE_NAMES[one]}
              </option>
            ))}
          </select>
          <select
            className="compare-choice"
            aria-label="Metric of the curves"
            value={metric}
            onChange={(event) => setMetric(event.target.value)}
          >
            {metrics.map((one) => (
              <option key={one} value={one}>
                {metricTitle(one)}
              </option>
            ))}
          </select>
        </>
      }
      table={
        <table>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ step, first, second }) => (
              <tr key={step}>
                <th scope="row">{step}</th>
                <td>{first === undefined ? '–' : shortNumber(first)}</td>
                <td>{second === undefined ? '–' : shortNumber(second)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    >
      <ResponsiveContainer width="100%" height={220}>
        <LineChart
          data={points}
          margin={{ top: 10, right: 20, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis
            {...AXIS}
            type="number"
            dataKey="step"
            domain={[1, lastStep]}
            ticks={stepTicks(lastStep)}
            interval={0}
          />
          <YAxis
            {...AXIS}
            width={PERCENT_WIDTH}
            axisLine={false}
            tickFormatter={shortNumber}
            ticks={ticks}
            domain={[ticks[0], ticks[ticks.length - 1]]}
          />
          <Line
            dataKey="first"
            stroke="var(--run-a)"
            strokeWidth={2}
            dot={points.length === 1}
            connectNulls
            isAnimationActive={false}
          />
          <Line
            dataKey="second"
            stroke="var(--run-b)"
            strokeWidth={2}
            strokeDasharray="5 3"
            dot={points.length === 1}
            connectNulls
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function ends(
  points: readonly { readonly first?: number; readonly second?: number }[],
  key: 'first' | 'second',
): string {
  const values = points.flatMap((point) => point[key] ?? []);
  return values.length === 0
    ? 'has no curve'
    : `from ${shortNumber(values[0])} to ${shortNumber(values[values.length - 1])}`;
}
