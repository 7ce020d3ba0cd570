import {
  Bar,
  BarChart,
  ErrorBar,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
  type YAxisTickContentProps,
} from 'recharts';
import { percent } from '../design/format';
import { useNarrow } from '../design/use-narrow';
import { TASK_TERMS } from '../terms/task-terms';
import { ChartFrame, type LegendItem } from './chart-frame';
import { AXIS, LEAST_BAR, PERCENT_AXIS, WHISKER } from './chart-style';
import type { MethodRow, MethodTable } from './method-table';
import { ResultTable } from './result-table';

/** The methods' accuracy as bars with intervals: the main table at a glance. */
export function MethodBars({ table, title }: { table: MethodTable; title: string }) {
  const isNarrow = useNarrow();
  const { counted, majority: majorityName } = TASK_TERMS[table.kind];
  const rows = table.rows.flatMap((row) => (row.accuracy ? [{ ...row, accuracy: row.accuracy }] : []));
  const bars = rows.map(({ label, method, accuracy, interval }) => {
    const whisker = interval && [accuracy.mean - interval.low, interval.high - accuracy.mean];
    return {
      label,
      value: accuracy.mean,
      seeds: interval?.over === 'seeds' ? whisker : undefined,
      images: interval?.over === 'images' ? whisker : undefined,
      fill: method === 'in-context' ? 'var(--in-prompt)' : 'var(--internalized)',
    };
  });
  const majority = table.majority?.mean ?? null;
  const legend: LegendItem[] = [
    ...(bars.some(({ fill }) => fill === 'var(--in-prompt)')
      ? [{ label: 'policy in the prompt', mark: 'mark-in-prompt' }]
      : []),
    ...(bars.some(({ fill }) => fill === 'var(--internalized)')
      ? [{ label: 'policy internalized', mark: 'mark-internalized' }]
      : []),
    ...intervalLegend(rows, 'seeds', '95 % interval over seeds', 'mark-whisker'),
    ...intervalLegend(
      rows,
      'images',
      `95 % interval over the ${counted} of one seed`,
      'mark-whisker mark-dashed',
    ),
    ...(majority === null
      ? []
      : [
          {
            label: `${majorityName.toLowerCase()}, ${(100 * majority).toFixed(1)}\u00a0%`,
            mark: 'mark-majority',
          },
        ]),
  ];
  const said = rows.map(({ label, accuracy }) => `${label} ${percent(accuracy.mean)}`).join('; ');
  const rowHeight = isNarrow ? 42 : bars.some(({ label }) => label.length > ONE_LINE) ? 36 : 30;
  return (
    <ChartFrame
      title={`Accuracy by method, ${title}`}
      legend={legend}
      summary={`Accuracy on unseen ${counted}: ${said}.`}
      table={<ResultTable table={table} title={title} compact />}
    >
      <ResponsiveContainer width="100%" height={rowHeight * bars.length + 34}>
        <BarChart
          data={bars}
          layout="vertical"
          margin={{ top: 4, right: 26, bottom: 0, left: isNarrow ? 14 : 0 }}
          accessibilityLayer={false}
        >
          <XAxis {...PERCENT_AXIS} />
          {isNarrow ? (
            <YAxis
              type="category"
              dataKey="label"
              width={1}
              axisLine={false}
              tickSize={0}
              tickMargin={0}
              tick={LabelAbove}
              interval={0}
            />
          ) : (
            <YAxis {...AXIS} type="category" dataKey="label" width={206} interval={0} />
          )}
          {majority !== null && <ReferenceLine x={majority} stroke="var(--ink-2)" strokeDasharray="1 3" />}
          <Bar dataKey="value" barSize={12} {...LEAST_BAR} isAnimationActive={false}>
            <ErrorBar dataKey="seeds" width={5} {...WHISKER} />
            <ErrorBar dataKey="images" width={5} {...WHISKER} strokeDasharray="4 2" />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

/** What the intervals of one kind rest on: "n = 3", or "n = 2 to 3" where they differ. */
function intervalLegend(
  rows: readonly MethodRow[],
  over: 'seeds' | 'images',
  label: string,
  mark: string,
): LegendItem[] {
  const counts = rows.flatMap(({ interval }) => (interval?.over === over ? interval.n : []));
  if (counts.length === 0) return [];
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return [{ label: `${label}, n = ${least === most ? least : `${least} to ${most}`}`, mark }];
}

/** Characters of a label that stand in one line beside the bars. */
const ONE_LINE = 26;

/** Where there is no room beside the bars, their labels stand above them. */
function LabelAbove({ x, y, payload }: YAxisTickContentProps) {
  return (
    // Its outline parts it from the line of the majority class.
    <text
      x={x}
      y={y}
      dy={-11}
      {...AXIS.tick}
      stroke="var(--surface)"
      strokeWidth={4}
      strokeLinejoin="round"
      paintOrder="stroke"
    >
      {payload.value}
    </text>
  );
}
