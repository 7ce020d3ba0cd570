import { Bar, BarChart, ErrorBar, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { percent } from '../design/format';
import { ChartFrame, type LegendItem } from './chart-frame';
import { AXIS, PERCENT_AXIS } from './chart-style';
import type { MainTable } from './main-table';
import { ResultTable } from './result-table';

const ROW_HEIGHT = 30;

/** The methods' accuracy as bars with intervals: the main table at a glance. */
export function MethodBars({ table, title }: { table: MainTable; title: string }) {
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
    ...(bars.some(({ seeds }) => seeds) ? [{ label: '95 % interval over seeds', mark: 'mark-whisker' }] : []),
    ...(bars.some(({ images }) => images)
      ? [{ label: '95 % interval over the images of one seed', mark: 'mark-whisker mark-dashed' }]
      : []),
    ...(majority === null ? [] : [{ label: `majority class, ${percent(majority)}`, mark: 'mark-majority' }]),
  ];
  const said = rows.map(({ label, accuracy }) => `${label} ${percent(accuracy.mean)}`).join('; ');
  return (
    <ChartFrame
      title={`Accuracy by method, ${title}`}
      legend={legend}
      summary={`Accuracy on unseen images: ${said}.`}
      table={<ResultTable table={table} title={title} compact />}
    >
      <ResponsiveContainer width="100%" height={ROW_HEIGHT * bars.length + 34}>
        <BarChart
          data={bars}
          layout="vertical"
          margin={{ top: 4, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis {...PERCENT_AXIS} />
          <YAxis {...AXIS} type="category" dataKey="label" width={156} />
          {majority !== null && <ReferenceLine x={majority} stroke="var(--ink-2)" strokeDasharray="1 3" />}
          <Bar dataKey="value" barSize={12} isAnimationActive={false}>
            <ErrorBar dataKey="seeds" width={5} strokeWidth={1.5} stroke="var(--ink)" />
            <ErrorBar
              dataKey="images"
              width={5}
              strokeWidth={1.5}
              stroke="var(--ink)"
              strokeDasharray="4 2"
            />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
