import { memo, useMemo, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { MetricPoint } from '../../experiment/run-record';
import { shortNumber } from '../design/format';
import { Icon } from '../design/icon';
import './charts.css';
import { binned, type ChartSpec, linesOf } from './series';

const DRAWN_POINTS = 120;
const TABLE_ROWS = 40;

/** One metric over steps, with its table one press away. */
export const MetricChart = memo(function MetricChart({
  spec,
  curve,
  steps,
}: {
  spec: ChartSpec;
  curve: readonly MetricPoint[];
  /** Steps planned: the axis ends there, so that a growing curve does not squeeze. */
  steps: number;
}) {
  const [asTable, setAsTable] = useState(false);
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
  const last = points.at(-1);
  const end = Math.max(steps, last?.step ?? 0, 2);
  const ends = lines.map(({ key, label }) => {
    const first = points.find((point) => key in point)?.[key];
    const final = points.findLast((point) => key in point)?.[key];
    return { key, label, first, final };
  });
  const summary = ends
    .filter((end) => end.first !== undefined && end.final !== undefined)
    .map((end) => {
      const name = lines.length > 1 ? `${end.label}: ` : '';
      return `${name}from ${shortNumber(end.first as number)} to ${shortNumber(end.final as number)}`;
    })
    .join('; ');

  return (
    <figure className="chart">
      <figcaption className="chart-head">
        <span className="chart-title" title={spec.meaning}>
          {spec.title}
        </span>
        <span className="chart-values numeric">
          {lines.map((line) => {
            const value = ends.find((end) => end.key === line.key)?.final;
            return (
              <span key={line.key} style={{ color: line.color }}>
                {lines.length > 1 && <span className="chart-swatch-label">{line.label} </span>}
                {value === undefined ? '' : shortNumber(value)}
              </span>
            );
          })}
        </span>
        <ToggleButton
          className="chart-toggle"
          isSelected={asTable}
          onChange={setAsTable}
          aria-label={`${spec.title} as a table`}
        >
          <Icon name={asTable ? 'chart' : 'table'} />
        </ToggleButton>
      </figcaption>
      {asTable ? (
        <MetricTable spec={spec} curve={curve} />
      ) : (
        <div
          className="chart-plot"
          role="img"
          aria-label={`${spec.title} over ${last?.step ?? 0} steps: ${summary}. ${spec.meaning}`}
        >
          <ResponsiveContainer width="100%" height="100%">
            <LineChart
              data={points}
              margin={{ top: 6, right: 14, bottom: 0, left: 0 }}
              accessibilityLayer={false}
              syncId="steps"
              syncMethod="value"
            >
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis
                dataKey="step"
                type="number"
                domain={[0, end]}
                ticks={[0, Math.round(end / 2), end]}
                tickLine={false}
                axisLine={{ stroke: 'var(--line-strong)' }}
                height={18}
                tick={{ fill: 'var(--ink-3)' }}
              />
              <YAxis
                width="auto"
                tickCount={3}
                tickLine={false}
                axisLine={false}
                domain={valueDomain(spec, points, lines)}
                tickFormatter={shortNumber}
                tick={{ fill: 'var(--ink-3)' }}
              />
              <Tooltip content={<Readout lines={lines} />} isAnimationActive={false} />
              {lines.map((line) => (
                <Line
                  key={line.key}
                  dataKey={line.key}
                  stroke={line.color}
                  strokeWidth={1.75}
                  dot={points.length === 1 ? { r: 2.5, fill: line.color } : false}
                  activeDot={{ r: 3, fill: line.color, stroke: 'var(--surface)' }}
                  isAnimationActive={false}
                  connectNulls
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
        </div>
      )}
    </figure>
  );
});

/** From zero where the values come near it, so that a small change does not look like a large one. */
function valueDomain(
  spec: ChartSpec,
  points: readonly MetricPoint[],
  lines: readonly { key: string }[],
): [number | 'auto', number | 'auto'] {
  if (spec.proportion) return [0, 1];
  const values = points.flatMap((point) => lines.flatMap(({ key }) => point[key] ?? []));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [low >= 0 && low < high / 2 ? 0 : 'auto', 'auto'];
}

function Readout({
  lines,
  active,
  label,
  payload,
}: {
  lines: readonly { key: string; label: string; color: string }[];
  active?: boolean;
  label?: string | number;
  payload?: readonly { dataKey?: unknown; value?: unknown }[];
}) {
  if (!active || !payload?.length) return null;
  return (
    <div className="chart-readout numeric">
      <span className="faint">step {label}</span>
      {lines.map((line) => {
        const value = payload.find((entry) => entry.dataKey === line.key)?.value;
        if (typeof value !== 'number') return null;
        return (
          <span key={line.key} style={{ color: line.color }}>
            {lines.length > 1 ? `${line.label} ` : ''}
            {shortNumber(value)}
          </span>
        );
      })}
    </div>
  );
}

/** The curve as numbers, averaged down to a length that can be read. */
function MetricTable({ spec, curve }: { spec: ChartSpec; curve: readonly MetricPoint[] }) {
  const lines = linesOf(curve, spec.metric);
  const rows = binned(
    curve,
    lines.map((line) => line.key),
    TABLE_ROWS,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="chart-table" tabIndex={0} aria-label={`${spec.title}, table`}>
      <table>
        <caption className="visually-hidden">
          {spec.title}. {spec.meaning}{' '}
          {rows.length < curve.length && 'Each row is a mean over several steps.'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {lines.map((line) => (
              <th key={line.key} scope="col">
                {lines.length > 1 ? line.label : spec.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.step}>
              <th scope="row">{row.step}</th>
              {lines.map((line) => (
                <td key={line.key}>{line.key in row ? shortNumber(row[line.key]) : '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
