import { Area, ComposedChart, Line, ResponsiveContainer, Scatter, XAxis, YAxis } from 'recharts';
import { AXIS, PERCENT_AXIS, PERCENT_WIDTH } from '../chart-style';
import { resultsEnd, resultTicks, shareDomain, shareTicks } from './growth-axes';
import type { ClassSummary } from './summary';

/** Every laptop's result as a dot, the mean of those so far as a line, its 95 % interval as a band that narrows. */
export function GrowthPlot({
  summary,
  tone,
  height,
  isLarge = false,
}: {
  summary: ClassSummary;
  tone: 'in-prompt' | 'internalized';
  height: number | `${number}%`;
  /** For a wall. */
  isLarge?: boolean;
}) {
  const { steps, places } = summary;
  const points = steps.map(({ result, estimate: { n, mean, interval } }) => ({
    n,
    accuracy: result.accuracy,
    mean,
    // One result has a mean, and no spread yet.
    range: interval ? [interval.low, interval.high] : undefined,
  }));
  const end = resultsEnd(points.length, places);
  const domain = shareDomain(summary);
  const tick = { ...AXIS.tick, fontSize: isLarge ? 'clamp(0.875rem, 1.5vw, 1.5rem)' : AXIS.tick.fontSize };
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={points}
        margin={{ top: isLarge ? 14 : 8, right: 14, bottom: 4, left: 0 }}
        accessibilityLayer={false}
      >
        <XAxis
          {...AXIS}
          dataKey="n"
          type="number"
          domain={[1, end]}
          ticks={resultTicks(end)}
          tick={tick}
          height={isLarge ? 64 : 44}
          label={{ value: 'results in', position: 'insideBottom', offset: 0, ...tick }}
          interval="preserveStartEnd"
          allowDecimals={false}
        />
        <YAxis
          {...PERCENT_AXIS}
          domain={domain}
          ticks={shareTicks(domain)}
          // The interval of two results may reach beyond.
          allowDataOverflow
          tick={tick}
          width={isLarge ? 2 * PERCENT_WIDTH : PERCENT_WIDTH}
        />
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
          strokeWidth={isLarge ? 5 : 2.5}
          dot={false}
          isAnimationActive={false}
          activeDot={false}
        />
        <Scatter
          dataKey="accuracy"
          isAnimationActive={false}
          shape={({ cx, cy }: { cx?: number; cy?: number }) => (
            <circle cx={cx} cy={cy} r={isLarge ? 9 : 4.5} fill="var(--ink)" />
          )}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
