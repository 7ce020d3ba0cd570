import type { GroupStatistics } from '../../experiment/inspect/objective-terms';
import type { TrainedPart } from '../../experiment/plan/config-schema';
import { type Method, STAGE_NAMES, type StageName } from '../../experiment/plan/methods';
import type { Proportion, Referral } from '../../experiment/record/run-record';
import type { Estimate } from '../../experiment/results/statistics';
import { contrast } from '../../experiment/results/summary';
import { percent } from '../design/format';
import { fixed } from '../groups/numbers';
import type { TableOnRecord } from '../state/on-record';
import type { PromptParts, SourceCourse } from './facts';

/** One plain sentence or two of why, from the numbers of the recording: what they do not show is not said. */

/** Points of 100 that count as close. */
const CLOSE = 5;

/** How a guess in percent compares to the real value, 0..100. */
export function gapInWords(guess: number, real: number): string {
  const gap = Math.round(real) - guess;
  if (Math.abs(gap) <= CLOSE) return gap === 0 ? 'Exactly as you said.' : 'Close.';
  return `${Math.abs(gap)} points ${gap > 0 ? 'more' : 'less'} than you said.`;
}

export function costWhy({ policy, image, question }: PromptParts): string {
  return `In this prompt ${policy} tokens are the policy, ${image} the picture and ${question} the question. The policy is the same every time, yet each request reads it again.`;
}

export function apart(a: Proportion, b: Proportion): boolean {
  return a.low > b.high || b.low > a.high;
}

export function reasonWhy(injected: Proportion | null, reasoned: Proportion, perPolicy: number): string {
  const practice = `CoT SFT practises it on ${perPolicy} pictures per policy, with the reasoning written out`;
  if (injected && injected.high < reasoned.low) {
    return `After VM-CPT alone it was ${percent(injected.value)}: the rules had been read, but answering without seeing them had not been practised. ${practice}.`;
  }
  return `${practice}.`;
}

const ERRORS = {
  recall: 'quoting the rules wrongly',
  perception: 'misjudging the picture',
  branching: 'going on at the wrong place',
} as const;

/** What most mistakes of the reasoning are. */
export function commonestError(referral: Referral): string | null {
  const kinds = Object.keys(ERRORS) as (keyof typeof ERRORS)[];
  const most = kinds.reduce((a, b) => (referral[b] > referral[a] ? b : a));
  return referral[most] > 0 ? `What goes wrong most often is ${ERRORS[most]}.` : null;
}

/** What VM-CPT trains here, against the paper's all parameters. */
export const INJECTED_INTO: { readonly [P in TrainedPart]: string } = {
  'upper-half': 'the blocks of the lower half of the network, which see, stay as they are',
  all: 'all parameters of a small one are trained, too',
  lora: 'only an addition of low rank to a small one is trained (LoRA)',
};

/** What CoT SFT trains here, against the paper's LoRA of rank 8. */
export const TUNED: { readonly [P in TrainedPart]: string } = {
  'upper-half': 'here the upper half of a small network is trained whole',
  all: 'here a small network is trained whole',
  lora: 'and so is the small network here',
};

/** How old skills are kept, by the stages that replay them. */
export function replayWhy(replayed: readonly StageName[], all: readonly StageName[]): string {
  if (replayed.length === 0) return 'This run replays nothing: every update is about the policies alone.';
  const where = all.every((stage) => replayed.includes(stage))
    ? ''
    : ` in ${replayed.map((stage) => STAGE_NAMES[stage]).join(' and ')}`;
  return `This run replays old skills${where}: every update${where && ' there'} also sees sequences from before, so that the old skills stay part of what is trained.`;
}

/** @param lucky right answers that are pushed up although their reasoning is not the right one */
export function exploreWhy({ size, right, mean, deviation }: GroupStatistics, lucky: number): string {
  const group = `${right} of ${size} answers are right. The mean reward of the group is ${fixed(mean)}, its spread ${fixed(deviation)}, and an advantage says how many spreads a reward lies above or below that mean.`;
  if (lucky === 0) return group;
  const who = lucky === 1 ? 'One of the right ones has' : `${lucky} of the right ones have`;
  return `${group} ${who} wrong reasoning and ${lucky === 1 ? 'is' : 'are'} pushed up all the same: the checker never reads it.`;
}

export function withPolicyWhy({ first, last }: SourceCourse): string {
  const lead = (at: SourceCourse['first']) => Math.round(100 * (at.policyAware - at.noPolicy));
  const [before, after] = [lead(first), lead(last)];
  if (before <= 0) {
    return 'In this run answers with the policy in sight were no better at the start, so they had little to show.';
  }
  const start = `At first answers with the policy in sight are right ${before} points more often`;
  if (after >= before) return `${start}, and the answers from memory do not catch up in this run.`;
  return after > CLOSE
    ? `${start}. The answers from memory catch up, and the lead shrinks to ${after} points.`
    : `${start}. The answers from memory catch up, until having the policy in sight hardly matters.`;
}

/** How a comparison of two measured accuracies may be read. */
export function comparison(a: Proportion, b: Proportion): string {
  return apart(a, b) ? 'the intervals lie apart' : 'the intervals overlap, so one run cannot tell';
}

/** What PolicyRollout does where the base cannot follow its policy: by the table of Deep; null where it shows no clear harm. */
export function whereUnread(tables: readonly TableOnRecord[]): string | null {
  const deep = tables.find(({ preset, whole }) => preset === 'deep' && whole);
  const line = (of: Method) => deep?.summaries.find(({ method }) => method === of);
  const [aware, plain] = [line('trimpi-poro-dapo'), line('trimpi-dapo')];
  const difference = aware && plain && contrast(aware, plain, 'accuracy');
  const [a, b] = [aware, plain].map((one) => one?.measures.accuracy);
  if (!difference?.interval || difference.interval.high >= 0 || !a || !b) return null;
  return `Where the base hardly follows the policy in its prompt (Deep, in the Lab), it does harm: ${percent(a.mean)} with it and ${percent(b.mean)} without, means of ${difference.n} seeds with DAPO.`;
}

/** What the runs of a method say over many seeds, beside another method; shares, the difference paired by seed. */
export interface OverManySeeds {
  readonly own: Estimate;
  readonly other: Estimate;
  readonly difference: Estimate;
}

/** Whether a difference over seeds is more than chance. */
export function seedsWhy({ difference: { mean, interval } }: OverManySeeds): string {
  if (!interval) return 'These seeds alone do not tell chance from effect.';
  const points = Math.abs(100 * mean).toFixed(1);
  const compared = mean > 0 ? 'more' : 'less';
  const range = `${fixed(100 * interval.low, 1)} to ${fixed(100 * interval.high, 1)}`;
  if (interval.low <= 0 && interval.high >= 0) {
    return `The mean is ${points} points ${compared}, with a 95 % interval (${range}) that has zero in it: chance may be all there is.`;
  }
  return `That is ${points} points ${compared} (95 % interval ${range}), seed by seed.`;
}

/** What became of following new content, over seeds where there are several, otherwise in one run. */
export function overrideWhy(base: Proportion, last: Proportion, seeds: OverManySeeds | null): string {
  const interval = seeds?.difference.interval;
  const [fell, rose] = interval
    ? [interval.high < 0, interval.low > 0]
    : [last.high < base.low, last.low > base.high];
  const where = interval ? 'Over seeds it' : 'In this one run it';
  if (fell) {
    return `${where} fell: what the prompt says has to hold against what was memorized, and now loses more often. How many of the wrong answers are the old policy’s is not recorded.`;
  }
  if (rose) return `${where} rose: training on policies also made the model a better reader of new ones.`;
  return interval
    ? 'Over seeds it moved by no more than chance allows.'
    : 'In this one run it moved by no more than chance allows, which says little about others.';
}
