import type { RandomStream } from '../random/stream';
import { type BatchImage, type SequencePart, trainedFrom } from '../sequence/flat-batch';
import { randomAugmentation } from '../sequence/image';
import { examplePrompt } from '../sequence/prompt';
import { IMAGE } from '../sequence/vocabulary';
import {
  type FreshPolicies,
  inContextParts,
  perceptionParts,
  randomPicture,
} from '../tasks/clevr/base-skills';
import type { Example } from '../tasks/clevr/clevr-policy';
import { answerTokens, policyTokens, responseTokens } from '../tasks/clevr/encode';
import type { Policy } from '../tasks/clevr/policy/policy-tree';
import { Epochs } from './epochs';

/** The training sequences of the supervised stages (method section 2). */

function augmented({ rgb }: Example, random: RandomStream): BatchImage {
  return { rgb, augmentation: randomAugmentation(random) };
}

/** (Q, I) -> A: the answer alone. */
export function directSftParts(examples: readonly Example[], random: RandomStream): SequencePart[] {
  return examples.map((example) => {
    const { tokens } = examplePrompt(example, false);
    return trainedFrom(
      [...tokens, ...answerTokens(example.gold)],
      [augmented(example, random)],
      tokens.length,
    );
  });
}

/** (Q, I) -> C, A: reasoning and answer, no policy in the prompt. */
export function cotSftParts(examples: readonly Example[], random: RandomStream): SequencePart[] {
  return examples.map((example) => {
    const { tokens } = examplePrompt(example, false);
    const sequence = [...tokens, ...responseTokens(example.gold)];
    return trainedFrom(sequence, [augmented(example, random)], tokens.length);
  });
}

/**
 * VM-CPT: the whole sequence (P, I, Q, C, A), next-token loss over every token that is not visual.
 *
 * Examples of one policy share its tokens as a prefix. Each policy token then weighs as much as the number of examples
 * that share it, which is what running the sequences one by one gives.
 */
export function vmCptParts(examples: readonly Example[], random: RandomStream): SequencePart[] {
  return pretrainingParts(examples, random, 0);
}

/**
 * Control: the same without the mask. Visual tokens are continuous and no words, so that what can be predicted in their place is
 * the placeholder `<image>`, as in a trainer that takes its input ids for labels.
 */
export function unmaskedCptParts(examples: readonly Example[], random: RandomStream): SequencePart[] {
  return pretrainingParts(examples, random, 1);
}

function pretrainingParts(
  examples: readonly Example[],
  random: RandomStream,
  visualWeight: number,
): SequencePart[] {
  const policyWeight = (sharing: number) => sharing;
  return underPolicies(examples, policyWeight, (example, prefix) => {
    const tokens = [...examplePrompt(example, false).tokens, ...responseTokens(example.gold)];
    const weights = tokens.map((token) => (token === IMAGE ? visualWeight : 1));
    return { tokens, images: [augmented(example, random)], weights, prefix };
  });
}

/** Control: (P, I, Q) -> C, A, with the policy in the prompt; it is taken away only when the model is measured. */
export function policySftParts(examples: readonly Example[], random: RandomStream): SequencePart[] {
  const policyWeight = () => 0;
  return underPolicies(examples, policyWeight, (example, prefix) => {
    const { tokens } = examplePrompt(example, false);
    const sequence = [...tokens, ...responseTokens(example.gold)];
    return trainedFrom(sequence, [augmented(example, random)], tokens.length, prefix);
  });
}

/** Each policy once, followed by what continues it: a part per example. `weightOf` gives the weight of a policy token. */
function underPolicies(
  examples: readonly Example[],
  weightOf: (sharing: number) => number,
  continuation: (example: Example, prefix: number) => SequencePart,
): SequencePart[] {
  const byPolicy = new Map<Policy, Example[]>();
  for (const example of examples) {
    byPolicy.set(example.policy, [...(byPolicy.get(example.policy) ?? []), example]);
  }
  const parts: SequencePart[] = [];
  for (const [policy, sharing] of byPolicy) {
    const prefix = parts.length;
    const tokens = policyTokens(policy);
    const weights = tokens.map((_, i) => (i === 0 ? 0 : weightOf(sharing.length)));
    parts.push({ tokens, images: [], weights, prefix: null });
    parts.push(...sharing.map((example) => continuation(example, prefix)));
  }
  return parts;
}

const PARTS = {
  'direct-sft': directSftParts,
  'vm-cpt': vmCptParts,
  'vm-cpt-unmasked': unmaskedCptParts,
  'cot-sft': cotSftParts,
  'policy-sft': policySftParts,
};

export type SupervisedKind = keyof typeof PARTS;

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
  parts(step: number): SequencePart[] {
    return PARTS[this.kind](this.epochs.draw(step), this.random.fork(`step ${step}`));
  }
}

/** Most layers of the fresh policies that are replayed. */
const REPLAY_LAYERS = 4;

/**
 * Base-skill sequences replayed against forgetting (ours, not the paper's): 60 % following fresh policies in context,
 * 40 % questions about pictures.
 */
export function replayParts(count: number, fresh: FreshPolicies, random: RandomStream): SequencePart[] {
  const parts: SequencePart[] = [];
  for (let i = 0; i < count; i++) {
    const next =
      random.next() < 0.6
        ? inContextParts(fresh.draw(1 + random.int(REPLAY_LAYERS), random), 1, random, parts.length)
        : perceptionParts(randomPicture(random), 4, random, parts.length);
    parts.push(...next);
  }
  return parts;
}
