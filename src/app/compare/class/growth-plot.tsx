import { Area, ComposedChart, Line, ResponsiveContainer, Scatter, XAxis, YAxis } from 'recharts';
import { AXIS, PERCENT_AXIS, PERCENT_WIDTH } from '../chart-style';
import type { ClassSummary } from './summary';

/** Every laptop's result as a dot, the mean of those so far as a line, its 95 % interval as a band that narrows. */
export function GrowthPlot({
  summary: { steps, places },
  tone,
  height,
}: {
  summary: ClassSummary;
  tone: 'in-prompt' | 'internalized';
  height: number | `${number}%`;
}) {
  const points = steps.map(({ result, estimate: { n, mean, interval } }) => ({
    n,
    accuracy: result.accuracy,
    mean,
    // One result has a mean, and no spread yet.
    range: interval ? [interval.low, interval.high] : undefined,
  }));
  const end = Math.max(places, points.length, 2);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={points}
        margin={{ top: 8, right: 14, bottom: 4, left: 0 }}
        accessibilityLayer={false}
      >
        <XAxis
          {...AXIS}
          dataKey="n"
          type="number"
          domain={[1, end]}
          ticks={ticksTo(end)}
          interval="preserveStartEnd"
          allowDecimals={false}
        />
        <YAxis {...PERCENT_AXIS} width={PERCENT_WIDTH} />
        <Area
          dataKey="range"
          stroke="none"
          fill={`var(--${tone})`}
          fillOpacity={0.2}
          isAnimationActive={false}
          activeDot={false}
        />
        <Line
          dataKey="mean"
          stroke={`var(--${tone})`}
          strokeWidth={2.5}
          dot={false}
          isAnimationActive={false}
          activeDot={false}
        />
        <Scatter dataKey="accuracy" fill="var(--ink)" isAnimationActive={false} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** 1, and round numbers up to the last. */
function ticksTo(end: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => end / size <= 8) ?? 100;
  const round = Array.from({ length: Math.floor(end / step) }, (_, i) => (i + 1) * step);
  return [...new Set([1, ...round.filter((tick) => tick > 1 + step / 2 || step === 1)])];
}
