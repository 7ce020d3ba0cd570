import { percent } from '../design/format';

/** The look that all charts of this screen share. */
export const AXIS = {
  tick: { fill: 'var(--ink-2)', fontSize: '0.75rem' },
  tickLine: false,
  axisLine: { stroke: 'var(--line-strong)' },
} as const;

/** An axis of shares from 0 to 100 %. */
export const PERCENT_AXIS = {
  ...AXIS,
  type: 'number',
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  // All of them, and none broken over two lines.
  interval: 0,
  tickFormatter: percent,
} as const;

/** Pixels for "100 %" left of an axis, in the largest type. */
export const PERCENT_WIDTH = 56;

/** A bar of 0 % is a line: recharts leaves out bars of no height, and their intervals with them. */
export const LEAST_BAR = { minPointSize: 1 } as const;

/** An interval, there at once: a whisker on its way points at numbers that are none. */
export const WHISKER = { strokeWidth: 1.5, stroke: 'var(--ink)', isAnimationActive: false } as const;
