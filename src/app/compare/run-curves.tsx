import { useState } from 'react';
import { Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { StageName } from '../../experiment/plan/methods';
import { valueTicks } from '../charts/axis';
import { metricTitle, RL_CHARTS, SUPERVISED_CHARTS } from '../charts/series';
import { percent, shortNumber } from '../design/format';
import type { RunEntry } from '../state/run-list';
import { ACCURACY } from '../state/stage-state';
import { STAGE_NAMES } from '../terms/words';
import { ChartFrame } from './chart-frame';
import { AXIS, PERCENT_WIDTH } from './chart-style';
import { MarkedTable } from './marked-table';
import { RunLine } from './run-legend';
import { RUN_MARKS } from './run-marks';
import {
  type CurvePoint,
  chancesOf,
  commonestStage,
  curveStages,
  metricsOf,
  overlaidCurves,
  runsWithout,
  stepTicks,
  valuesAt,
} from './runs-compared';

const DRAWN_POINTS = 120;
const TABLE_ROWS = 30;

const SPECS = new Map([...SUPERVISED_CHARTS, ...RL_CHARTS].map((spec) => [spec.metric, spec]));

/** A metric of the compared runs over the steps of a stage. */
export function RunCurves({ entries }: { entries: readonly RunEntry[] }) {
  const runs = entries.map(({ record }) => record);
  const stages = curveStages(runs);
  const [wantedStage, setStage] = useState<StageName | null>(null);
  const [wantedMetric, setMetric] = useState<string | null>(null);
  const stage = stages.find((one) => one === wantedStage) ?? commonestStage(runs);
  if (!stage) return <p className="empty">None of the runs has trained anything, so there are no curves.</p>;
  const metrics = metricsOf(runs, stage);
  const metric = metrics.find((one) => one === wantedMetric) ?? metrics[0];
  const title = metricTitle(metric);
  const points = overlaidCurves(runs, stage, metric, DRAWN_POINTS);
  const rows = overlaidCurves(runs, stage, metric, TABLE_ROWS);
  const values = points.flatMap((point) => point.values.filter((value) => value !== undefined));
  const chances = metric === ACCURACY ? chancesOf(runs) : [];
  const marks = entries.map(({ name }, i) => ({ ...RUN_MARKS[i], name }));
  const lastStep = points.at(-1)?.step ?? 1;
  const ticks = valueTicks(values, SPECS.get(metric)?.proportion ?? false);
  const courses = marks.map(({ letter }, i) => `${letter} ${ends(points, i)}`);
  const without = runsWithout(points).map((i) => RUN_MARKS[i].letter);
  return (
    <ChartFrame
      title={`${title}, ${STAGE_NAMES[stage]}`}
      legend={chances.map((chance) => ({
        label: `chance: ${percent(chance)}, by always answering the commonest`,
        mark: 'mark-majority',
      }))}
      pictureLegend={marks.map(({ letter, name, color, dash }) => ({
        label: `${letter}: ${name}`,
        color,
        dash: dash ?? '',
      }))}
      summary={`${title} over the steps of ${STAGE_NAMES[stage]}. ${courses.join('; ')}.`}
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
        <MarkedTable
          head="Step"
          marks={marks}
          rows={rows.map(({ step, values }) => ({
            name: step,
            cells: marks.map((_, i) => numberOr(values[i])),
          }))}
        />
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
          {chances.map((chance) => (
            <ReferenceLine key={chance} y={chance} stroke="var(--ink-2)" strokeDasharray="1 3" />
          ))}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--ink-3)' }}
            content={({ active, label }) =>
              active && typeof label === 'number' ? <AllRuns step={label} points={points} /> : null
            }
          />
          {marks.map(({ letter, color, dash }, i) => (
            <Line
              key={letter}
              dataKey={(point: CurvePoint) => point.values[i]}
              stroke={color}
              strokeWidth={2}
              strokeDasharray={dash}
              dot={points.length === 1}
              connectNulls
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
      {without.length > 0 && (
        <p className="compare-note">
          {new Intl.ListFormat('en').format(without)} {without.length === 1 ? 'has' : 'have'} no such curve.
        </p>
      )}
    </ChartFrame>
  );
}

/** What all runs have at the step under the pointer. */
function AllRuns({ step, points }: { step: number; points: readonly CurvePoint[] }) {
  return (
    <div className="run-hover numeric" data-testid="run-hover">
      <p>Step {step}</p>
      <ul>
        {valuesAt(points, step).map((value, i) => (
          <li key={RUN_MARKS[i].letter}>
            <RunLine mark={RUN_MARKS[i]} /> {numberOr(value)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function numberOr(value: number | undefined): string {
  return value === undefined ? '–' : shortNumber(value);
}

function ends(points: readonly CurvePoint[], run: number): string {
  const values = points.flatMap((point) => point.values[run] ?? []);
  return values.length === 0
    ? 'has no curve'
    : `from ${shortNumber(values[0])} to ${shortNumber(values[values.length - 1])}`;
}
