import { memo, useMemo, useState } from 'react';
import { Button as AriaButton, ToggleButton } from 'react-aria-components';
import type { MetricPoint } from '../../experiment/record/run-record';
import { Explained } from '../design/explained';
import { percent, shortNumber } from '../design/format';
import { Icon } from '../design/icon';
import { valueTicks } from './axis';
import './charts.css';
import { lazyPiece } from '../pieces/lazy-piece';
import { Term } from '../terms/term';
import { useHoveredStep } from './hover';
import { LinePlot } from './line-plot';
import { LineSample } from './line-sample';
import { MetricTable } from './metric-table';
import { binned, type ChartSpec, type Line, linesOf } from './series';

const DRAWN_POINTS = 120;

const ChartZoom = lazyPiece('The larger chart', async () => (await import('./chart-zoom')).ChartZoom);

/** One metric over steps, with its table one press away. */
export const MetricChart = memo(function MetricChart({
  spec,
  curve: recorded,
  steps,
  mark = null,
  chance = null,
}: {
  spec: ChartSpec;
  curve: readonly MetricPoint[];
  /** Steps planned: the axis ends there, so that a growing curve does not squeeze. */
  steps: number;
  /** A step to mark, from 1; its values stand in the head. */
  mark?: number | null;
  /** What guessing gets, for a chart of an accuracy: a line across it. */
  chance?: number | null;
}) {
  const [asTable, setAsTable] = useState(false);
  const [isLarge, setLarge] = useState(false);
  // Records count steps from 0, people from 1.
  const curve = useMemo(() => recorded.map((point) => ({ ...point, step: point.step + 1 })), [recorded]);
  const lines = useMemo(() => linesOf(curve, spec.metric), [curve, spec.metric]);
  const points = useMemo(
    () =>
      binned(
        curve,
        lines.map((line) => line.key),
        DRAWN_POINTS,
      ),
    [curve, lines],
  );
  const ticks = useMemo(() => {
    const values = points.flatMap((point) => lines.flatMap(({ key }) => point[key] ?? []));
    return valueTicks(values, spec.proportion ?? false);
  }, [points, lines, spec.proportion]);
  const end = Math.max(steps, points.at(-1)?.step ?? 0, 2);
  return (
    <figure className="chart">
      <figcaption className="chart-head">
        <Explained text={spec.meaning} className="chart-title">
          {spec.title}
        </Explained>
        <AriaButton
          className="chart-toggle"
          aria-label={`${spec.title}, larger`}
          onPress={() => setLarge(true)}
        >
          <Icon name="zoom" />
        </AriaButton>
        <ToggleButton
          className="chart-toggle"
          isSelected={asTable}
          onChange={setAsTable}
          aria-label={`${spec.title} as a table`}
        >
          <Icon name={asTable ? 'chart' : 'table'} />
        </ToggleButton>
        <Values points={points} lines={lines} mark={mark} />
      </figcaption>
      {asTable ? (
        <MetricTable spec={spec} curve={curve} lines={lines} />
      ) : (
        <div className="chart-plot" role="img" aria-label={inWords(spec, points, lines, mark)}>
          <LinePlot points={points} lines={lines} end={end} ticks={ticks} mark={mark} level={chance} />
        </div>
      )}
      {(chance !== null || spec.note) && (
        <div className="chart-notes">
          {chance !== null && (
            <p>
              <span className="chart-chance" aria-hidden="true" />{' '}
              <Term of="chance">chance: {percent(chance)}</Term>
            </p>
          )}
          {spec.note && <p>{spec.note}</p>}
        </div>
      )}
      {isLarge && (
        <ChartZoom spec={spec} curve={curve} lines={lines} chance={chance} onClose={() => setLarge(false)} />
      )}
    </figure>
  );
});

/** The values at the step under the pointer, else at the marked one, else the latest. */
function Values({
  points,
  lines,
  mark,
}: {
  points: readonly MetricPoint[];
  lines: readonly Line[];
  mark: number | null;
}) {
  const step = useHoveredStep() ?? mark;
  const at = step === null ? null : points.find((point) => point.step >= step);
  return (
    <span className="chart-values numeric">
      {at && step !== mark && <span className="chart-step">step {at.step}</span>}
      {lines.map(({ key, label, color, dash }) => {
        const point = at ?? points.findLast((candidate) => key in candidate);
        return (
          <span key={key} style={{ color }}>
            {lines.length > 1 && (
              <>
                <LineSample color={color} dash={dash} />
                <span className="chart-source">{label} </span>
              </>
            )}
            {point && key in point ? shortNumber(point[key]) : '–'}
          </span>
        );
      })}
    </span>
  );
}

function inWords(
  spec: ChartSpec,
  points: readonly MetricPoint[],
  lines: readonly Line[],
  mark: number | null,
): string {
  const courses = lines.flatMap(({ key, label }) => {
    const values = points.flatMap((point) => point[key] ?? []);
    if (values.length === 0) return [];
    const name = lines.length > 1 ? `${label}: ` : '';
    return `${name}from ${shortNumber(values[0])} to ${shortNumber(values[values.length - 1])}`;
  });
  const marked = mark === null ? '' : ` Step ${mark} is marked.`;
  return `${spec.title} up to step ${points.at(-1)?.step ?? 0}: ${courses.join('; ')}.${marked} ${spec.meaning}`;
}
