import { METHOD_PLANS, type Method, type StageName } from '../../experiment/plan/methods';
import type { MetricPoint } from '../../experiment/record/run-record';

/** A chart of one metric, named as TRL and EasyR1 name it (method 2.5). */
export interface ChartSpec {
  readonly metric: string;
  readonly title: string;
  /** What the reader learns from it, one sentence. */
  readonly meaning: string;
  /** Metrics that always lie in 0..1. */
  readonly proportion?: boolean;
  /** What would be misread without it, a sentence that stands below the chart. */
  readonly note?: string;
}

export const SUPERVISED_CHARTS: readonly ChartSpec[] = [
  {
    metric: 'loss',
    title: 'Loss',
    meaning: 'Mean negative log-probability of the tokens that count; lower is better.',
  },
];

/** Distillation follows a teacher; whether its answers are right is looked at and not trained on. */
const DISTILLATION_CHARTS: readonly ChartSpec[] = [
  {
    metric: 'loss',
    title: 'KL to the teacher',
    meaning:
      'How far the words without the policy are from those with it, nats per token of its own responses; lower is better.',
  },
  {
    metric: 'rewards/accuracy',
    title: 'Accuracy',
    meaning: 'Share of the sampled responses that answer right. Nothing is trained on it.',
    proportion: true,
  },
  { metric: 'completions/mean_length', title: 'Response length', meaning: 'Mean tokens per response.' },
];

/** The charts that a stage is told by. */
export function chartsOf(stage: StageName): readonly ChartSpec[] {
  if (stage === 'rl') return RL_CHARTS;
  return stage === 'distillation' ? DISTILLATION_CHARTS : SUPERVISED_CHARTS;
}

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
    metric: 'gate/joined',
    title: 'Share joined',
    meaning:
      'Share of groups that policy-aware responses joined, because they were right more often than the own.',
    proportion: true,
  },
  {
    metric: 'gate/accuracy',
    title: 'At the gate',
    meaning:
      'Mean accuracy of own and policy-aware responses where both were sampled; of the latter only faithful ones count as right.',
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
    meaning:
      'Share of sampled groups whose responses all got the same reward: every advantage is 0, so they have no gradient.',
    proportion: true,
  },
  {
    metric: 'dynamic_sampling/kept',
    title: 'Groups kept',
    meaning: 'Share of the sampled groups with right and wrong answers: dynamic sampling keeps no others.',
    proportion: true,
  },
];

/** What is logged besides, by its name in TRL and EasyR1. */
const OTHER_CHARTS: Readonly<Record<string, Omit<ChartSpec, 'metric'>>> = {
  loss: {
    title: 'Loss',
    meaning: 'The value of the objective that the update descends; it does not measure progress.',
    note: 'The advantages of a group cancel, so the first loss of a step is 0 and the others stay near it, whatever is learned. What moves the model is its gradient.',
  },
  lr: { title: 'Learning rate', meaning: 'Size of the update.' },
  grad_norm: { title: 'Gradient norm', meaning: 'Length of the gradient before it is clipped to 1.' },
  reward_std: {
    title: 'Reward spread',
    meaning: 'Standard deviation of the rewards inside a group, mean over the groups.',
  },
  'rewards/format': {
    title: 'Well formed',
    meaning: 'Share of responses of the form that is asked for, right or wrong.',
    proportion: true,
  },
  'rewards/tool': {
    title: 'Tool',
    meaning: 'Share of responses that call the tool in the right version.',
    proportion: true,
  },
  'rewards/arguments': {
    title: 'Arguments',
    meaning: 'Mean score of the arguments; those of another tool earn nothing.',
    proportion: true,
  },
  'clip_ratio/low_mean': {
    title: 'Clipped below',
    meaning: 'Share of tokens that have become too unlikely for the update to go on.',
    proportion: true,
  },
  'clip_ratio/high_mean': {
    title: 'Clipped above',
    meaning: 'Share of tokens that have become too likely for the update to go on.',
    proportion: true,
  },
  'completions/clipped_ratio': {
    title: 'Cut off',
    meaning: 'Share of responses that did not end within the length limit.',
    proportion: true,
  },
  'gate/spared': {
    title: 'Not asked with the policy',
    meaning: 'Share of groups whose own answers were all right, so that no policy-aware ones were sampled.',
    proportion: true,
  },
  'gate/faithful': {
    title: 'Faithful of the right',
    meaning: 'Share of the right policy-aware answers whose reasoning follows the policy in their prompt.',
    proportion: true,
  },
  'dynamic_sampling/tries': {
    title: 'Sampling rounds',
    meaning: 'Rounds of sampling until enough groups were kept.',
  },
  'dynamic_sampling/groups': {
    title: 'Groups sampled',
    meaning: 'Groups sampled in a step, dropped ones included.',
  },
};

/** What a metric is called. */
export function metricTitle(metric: string): string {
  const [, whole, source] = /^(.*)\/(no_policy|policy_aware)$/.exec(metric) ?? [];
  const known = ALL_TITLES.get(whole ?? metric);
  if (!known) return metric;
  return source ? `${known}, ${source === 'no_policy' ? 'no policy' : 'policy-aware'}` : known;
}

const ALL_TITLES = new Map([
  ...[...SUPERVISED_CHARTS, ...RL_CHARTS].map(({ metric, title }) => [metric, title] as const),
  ...Object.entries(OTHER_CHARTS).map(([metric, { title }]) => [metric, title] as const),
]);

/**
 * The curve without what the method does not do. Every RL step logs its dynamic sampling, but GRPO has none: it trains on all
 * groups, so that its share of groups kept is 1 whatever they hold.
 */
export function curveOfMethod(curve: readonly MetricPoint[], method: Method): readonly MetricPoint[] {
  if (METHOD_PLANS[method].rl?.algorithm !== 'grpo') return curve;
  return curve.map(
    (point) =>
      Object.fromEntries(
        Object.entries(point).filter(([name]) => !name.startsWith('dynamic_sampling/')),
      ) as MetricPoint,
  );
}

/** PolicyRollout splits a metric by the source of the response: `rewards/accuracy/no_policy`. */
export const SOURCES = [
  { suffix: '/no_policy', label: 'no policy', color: 'var(--no-policy)', dash: undefined },
  { suffix: '/policy_aware', label: 'policy-aware', color: 'var(--policy-aware)', dash: '5 3' },
] as const;

export interface Line {
  readonly key: string;
  readonly label: string;
  readonly color: string;
  /** Strokes and gaps, besides the colour; drawn through where there are none. */
  readonly dash?: string;
}

/** The lines that a metric's chart draws: one, or one per source where the curve is split. Empty: nothing recorded. */
export function linesOf(curve: readonly MetricPoint[], metric: string): Line[] {
  const split = SOURCES.filter(({ suffix }) => curve.some((point) => `${metric}${suffix}` in point)).map(
    ({ suffix, label, color, dash }) => ({ key: `${metric}${suffix}`, label, color, dash }),
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
    .map((metric) => {
      const known = OTHER_CHARTS[metric] ?? { title: metric, meaning: '' };
      return { ...known, metric, meaning: `${known.meaning} Logged as ${metric}.`.trim() };
    });
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
