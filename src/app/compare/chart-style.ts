/** The look that all charts of this screen share. */
export const AXIS = {
  tick: { fill: 'var(--ink-2)', fontSize: 12 },
  tickLine: false,
  axisLine: { stroke: 'var(--line-strong)' },
} as const;

/** An axis of shares from 0 to 100 %. */
export const PERCENT_AXIS = {
  ...AXIS,
  type: 'number',
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  tickFormatter: (value: number) => `${Math.round(100 * value)} %`,
} as const;
