import type { MetricPoint } from '../../experiment/record/run-record';

/** A chart of one metric, named as TRL and EasyR1 name it (method 2.5). */
export interface ChartSpec {
  readonly metric: string;
  readonly title: string;
  /** What the reader learns from it, one sentence. */
  readonly meaning: string;
  /** Metrics that always lie in 0..1. */
  readonly proportion?: boolean;
}

export const SUPERVISED_CHARTS: readonly ChartSpec[] = [
  {
    metric: 'loss',
    title: 'Loss',
    meaning: 'Mean negative log-probability of the tokens that count; lower is better.',
  },
];

export const RL_CHARTS: readonly ChartSpec[] = [
  {
    metric: 'reward',
    title: 'Reward',
    meaning:
      '0.9 × accuracy + 0.1 × format, with DAPO less what overlong responses cost; mean over the rollouts.',
  },
  {
    metric: 'rewards/accuracy',
    title: 'Accuracy',
    meaning: 'Share of rollouts that answer the right case.',
    proportion: true,
  },
  {
    metric: 'entropy',
    title: 'Entropy',
    meaning: 'How undecided the model is per token; a fall to zero means it stopped exploring.',
  },
  {
    metric: 'kl',
    title: 'KL to the start of RL',
    meaning:
      'How far the model has moved from the one RL began with, on the tokens it trains on; with PolicyRollout those are not all its own.',
  },
  { metric: 'completions/mean_length', title: 'Response length', meaning: 'Mean tokens per response.' },
  {
    metric: 'frac_reward_zero_std',
    title: 'Groups without signal',
    meaning: 'Share of sampled groups whose responses all got the same reward: nothing to learn from them.',
    proportion: true,
  },
  {
    metric: 'dynamic_sampling/kept',
    title: 'Groups kept',
    meaning: 'Share of the sampled groups with right and wrong answers: dynamic sampling keeps no others.',
    proportion: true,
  },
];

/** Titles of what is logged besides, by its name in TRL and EasyR1. */
const OTHER_TITLES: Readonly<Record<string, string>> = {
  loss: 'Loss',
  lr: 'Learning rate',
  grad_norm: 'Gradient norm',
  reward_std: 'Reward spread',
  'rewards/format': 'Well formed',
  'clip_ratio/low_mean': 'Clipped below',
  'clip_ratio/high_mean': 'Clipped above',
  'completions/clipped_ratio': 'Cut off',
  'dynamic_sampling/tries': 'Sampling rounds',
  'dynamic_sampling/groups': 'Groups sampled',
};

/** PolicyRollout splits a metric by the source of the response: `rewards/accuracy/no_policy`. */
export const SOURCES = [
  { suffix: '/no_policy', label: 'no policy', color: 'var(--no-policy)' },
  { suffix: '/policy_aware', label: 'policy-aware', color: 'var(--policy-aware)' },
] as const;

export interface Line {
  readonly key: string;
  readonly label: string;
  readonly color: string;
}

/** The lines that a metric's chart draws: one, or one per source where the curve is split. Empty: nothing recorded. */
export function linesOf(curve: readonly MetricPoint[], metric: string): Line[] {
  const split = SOURCES.filter(({ suffix }) => curve.some((point) => `${metric}${suffix}` in point)).map(
    ({ suffix, label, color }) => ({ key: `${metric}${suffix}`, label, color }),
  );
  if (split.length > 0) return split;
  return curve.some((point) => metric in point) ? [{ key: metric, label: 'value', color: 'var(--ink)' }] : [];
}

/** The charts of metrics that no named chart covers, in order of their names. */
export function otherCharts(curve: readonly MetricPoint[], named: readonly ChartSpec[]): ChartSpec[] {
  const covered = new Set(['step', ...named.map((spec) => spec.metric)]);
  const metrics = new Set(curve.flatMap((point) => Object.keys(point)).map(withoutSource));
  return [...metrics]
    .filter((metric) => !covered.has(metric))
    .sort()
    .map((metric) => ({ metric, title: OTHER_TITLES[metric] ?? metric, meaning: `Logged as ${metric}.` }));
}

function withoutSource(key: string): string {
  const source = SOURCES.find(({ suffix }) => key.endsWith(suffix));
  return source ? key.slice(0, -source.suffix.length) : key;
}

/**
 * At most `limit` points: each the mean of the finite values of a run of neighbours, at the last one's step. A drawing
 * a few hundred pixels wide shows no more, and the page stays light on long curves.
 */
export function binned(curve: readonly MetricPoint[], keys: readonly string[], limit: number): MetricPoint[] {
  const width = Math.max(1, Math.ceil(curve.length / limit));
  const bins: MetricPoint[] = [];
  for (let start = 0; start < curve.length; start += width) {
    const members = curve.slice(start, start + width);
    const bin: Record<string, number> & { step: number } = { step: members[members.length - 1].step };
    for (const key of keys) {
      const values = members.map((point) => point[key]).filter((value) => Number.isFinite(value));
      if (values.length > 0) bin[key] = values.reduce((sum, value) => sum + value, 0) / values.length;
    }
    bins.push(bin);
  }
  return bins;
}
