import type { Model } from '../../model/forward';
import { logProbs } from '../../model/log-probs';
import { flatBatch, type SequencePart } from '../../sequence/flat-batch';
import { UNCHANGED } from '../../sequence/image';
import { examplePrompt } from '../../sequence/prompt';
import { isSyllable, tokenText, VOCABULARY } from '../../sequence/vocabulary';
import { policyParts } from '../../train/policy-batch';
import { UpdateSequences } from '../../train/sequences';
import { supervisedOptions } from '../plan/supervised-options';
import { exampleOf, exampleView } from '../record/views';
import { stageExamples, stageStream } from '../run/dataset';
import type { SequenceChoice, TrainingSequenceView } from './inspection';
import { trainingTokens } from './training-tokens';

/** A sequence as the code that trains builds it: one part, behind the prefix that it continues if it has one. */
export interface TrainingSequence {
  readonly view: Omit<TrainingSequenceView, 'losses'>;
  readonly parts: readonly SequencePart[];
}

/**
 * The training sequence of a choice. The first of a stage with thousands of images takes seconds, unless a run of it has
 * drawn them already.
 *
 * @throws Error with a sentence when a rollout's tokens are not of this vocabulary
 */
export function trainingSequence(choice: SequenceChoice): TrainingSequence {
  return choice.of === 'supervised' ? supervised(choice) : rollout(choice);
}

function supervised({
  config,
  stage,
  index,
}: Extract<SequenceChoice, { of: 'supervised' }>): TrainingSequence {
  const examples = stageExamples(config, stage);
  const { kind, batch } = supervisedOptions(config, stage);
  const update = Math.floor(index / batch);
  const all = new UpdateSequences(kind, examples, batch, stageStream(config, stage)).parts(update);
  // A policy that sequences share is a part without an image; every other part is one sequence.
  const own = all.filter(({ images }) => images.length > 0)[index % batch];
  const [{ rgb, augmentation }] = own.images;
  const example = examples.find((one) => one.rgb === rgb);
  if (!example) {
    throw new Error('The image of this sequence is none of its training set.');
  }
  const shared = own.prefix === null ? [] : [all[own.prefix]];
  const parts = [...shared, { ...own, prefix: own.prefix === null ? null : 0 }];
  const policyLength = shared.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return {
    view: {
      example: exampleView(example),
      augmentation,
      update,
      sharing: own.prefix === null ? 1 : all.filter(({ prefix }) => prefix === own.prefix).length,
      tokens: trainingTokens(parts, policyLength + examplePrompt(example, false).tokens.length),
    },
    parts,
  };
}

function rollout({ example: view, response }: Extract<SequenceChoice, { of: 'rollout' }>): TrainingSequence {
  const example = exampleOf(view);
  const parts = policyParts([{ example, rollouts: [{ tokens: response.map(idOfText), advantage: 0 }] }]);
  return {
    view: {
      example: view,
      augmentation: UNCHANGED,
      update: null,
      sharing: 1,
      tokens: trainingTokens(parts, examplePrompt(example, false).tokens.length),
    },
    parts,
  };
}

/**
 * What a model loses on each token of a sequence, by the batch that trains it.
 *
 * @returns -log p in nats, null for tokens that carry no loss
 */
export async function tokenLosses(model: Model, parts: readonly SequencePart[]): Promise<(number | null)[]> {
  const batch = flatBatch(parts, model.config.visualTokens);
  const { logp } = await logProbs(model, batch);
  const losses: (number | null)[] = Array(batch.tokens).fill(null);
  batch.lossRows.forEach((row, loss) => {
    losses[row + 1] = -logp[loss];
  });
  return losses;
}

/** Records keep the text of tokens, not their ids. A response holds words, never the syllables of the same text. */
function idOfText(text: string): number {
  ids ??= new Map(
    Array.from({ length: VOCABULARY }, (_, id) => [tokenText(id), id] as const)
      .filter(([, id]) => !isSyllable(id))
      .reverse(), // of the padding, the first
  );
  const id = ids.get(text);
  if (id === undefined) {
    throw new Error(`This rollout was recorded with another vocabulary: today there is no token "${text}".`);
  }
  return id;
}

let ids: Map<string, number> | null = null;
