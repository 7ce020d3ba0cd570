import type { RandomStream } from '../random/stream';
import { plainImage, type Segment, weighedFrom } from '../sequence/flat-batch';
import { randomAugmentation } from '../sequence/image';
import { IMAGE } from '../sequence/vocabulary';
import { type Example, goldResponse, type PolicyPassage } from '../tasks/task';
import { Epochs } from './epochs';

/** The training sequences of the supervised stages (method section 2). */

/** The images of a question, changed at random. */
function augmented({ prompt }: Example, random: RandomStream) {
  return prompt.images.map((picture) => ({ picture, augmentation: randomAugmentation(picture, random) }));
}

/** (Q, I) -> A: the answer alone. */
export function directSftSegments(examples: readonly Example[], random: RandomStream): Segment[] {
  return examples.map((example) => {
    const { tokens } = example.prompt;
    return weighedFrom(tokens.length, [...tokens, ...example.answer], { images: augmented(example, random) });
  });
}

/** (Q, I) -> C, A: reasoning and answer, no policy in the prompt. */
export function cotSftSegments(examples: readonly Example[], random: RandomStream): Segment[] {
  return examples.map((example) => {
    const { tokens } = example.prompt;
    const sequence = [...tokens, ...goldResponse(example)];
    return weighedFrom(tokens.length, sequence, { images: augmented(example, random) });
  });
}

/**
 * VM-CPT: the whole sequence (P, I, Q, C, A), next-token loss over every token that is not visual.
 *
 * Examples of one policy share its tokens as a prefix. Each policy token then weighs as much as the number of examples
 * that share it, which is what running the sequences one by one gives.
 */
export function vmCptSegments(examples: readonly Example[], random: RandomStream): Segment[] {
  return pretrainingSegments(examples, random, 0);
}

/**
 * Control: the same without the mask. Visual tokens are continuous and no words, so that what can be predicted in their place is
 * the placeholder `<image>`, as in a trainer that takes its input ids for labels.
 */
export function unmaskedCptSegments(examples: readonly Example[], random: RandomStream): Segment[] {
  return pretrainingSegments(examples, random, 1);
}

function pretrainingSegments(
  examples: readonly Example[],
  random: RandomStream,
  visualWeight: number,
): Segment[] {
  const weightOf = (token: number) => (token === IMAGE ? visualWeight : 1);
  const policyWeight = (token: number, sharing: number) => sharing * weightOf(token);
  return underPolicies(examples, policyWeight, (example, prefix) => {
    const tokens = [...example.prompt.tokens, ...goldResponse(example)];
    return { tokens, images: augmented(example, random), weights: tokens.map(weightOf), prefix };
  });
}

/** Control: (P, I, Q) -> C, A, with the policy in the prompt; it is taken away only when the model is measured. */
export function policySftSegments(examples: readonly Example[], random: RandomStream): Segment[] {
  const policyWeight = () => 0;
  return underPolicies(examples, policyWeight, (example, prefix) => {
    const { tokens } = example.prompt;
    const sequence = [...tokens, ...goldResponse(example)];
    return weighedFrom(tokens.length, sequence, { images: augmented(example, random), prefix });
  });
}

/** Each policy once, followed by what continues it: a segment per example. `weightOf` gives the weight of a policy token. */
function underPolicies(
  examples: readonly Example[],
  weightOf: (token: number, sharing: number) => number,
  continuation: (example: Example, prefix: number) => Segment,
): Segment[] {
  const segments: Segment[] = [];
  for (const [policy, sharing] of byPolicy(examples)) {
    const prefix = segments.length;
    const { tokens, images } = policy.passage;
    const weights = tokens.map((token, i) => (i === 0 ? 0 : weightOf(token, sharing.length)));
    segments.push({ tokens, images: images.map(plainImage), weights, prefix: null });
    segments.push(...sharing.map((example) => continuation(example, prefix)));
  }
  return segments;
}

/** Examples by their policy, in the order in which the policies first occur. */
function byPolicy(examples: readonly Example[]): Map<PolicyPassage, Example[]> {
  const grouped = new Map<PolicyPassage, Example[]>();
  for (const example of examples) {
    grouped.set(example.policy, [...(grouped.get(example.policy) ?? []), example]);
  }
  return grouped;
}

const SEGMENTS = {
  'direct-sft': directSftSegments,
  'vm-cpt': vmCptSegments,
  'vm-cpt-unmasked': unmaskedCptSegments,
  'cot-sft': cotSftSegments,
  'policy-sft': policySftSegments,
};

export type SupervisedKind = keyof typeof SEGMENTS;

/** Those whose examples continue their policy. */
const UNDER_POLICIES: ReadonlySet<SupervisedKind> = new Set(['vm-cpt', 'vm-cpt-unmasked', 'policy-sft']);

/** The policy sequences of every update of a stage: all that decides them, and nothing else, so that they can be shown. */
export class UpdateSequences {
  private readonly epochs: Epochs<Example>;

  /** @param random the stage's own stream */
  constructor(
    private readonly kind: SupervisedKind,
    examples: readonly Example[],
    batch: number,
    private readonly random: RandomStream,
  ) {
    this.epochs = new Epochs(examples, batch, random);
  }

  /** Those of update `step`, counted from 0. */
  segments(step: number): Segment[] {
    return SEGMENTS[this.kind](this.epochs.draw(step), this.random.fork(`step ${step}`));
  }

  /** The examples of update `step`, in the order of the segments that hold their questions. */
  examples(step: number): Example[] {
    const drawn = this.epochs.draw(step);
    return UNDER_POLICIES.has(this.kind) ? [...byPolicy(drawn).values()].flat() : drawn;
  }
}
