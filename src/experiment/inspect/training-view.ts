import type { Model } from '../../model/forward';
import { logProbs } from '../../model/log-probs';
import { flatBatch, type Segment } from '../../sequence/flat-batch';
import { UNCHANGED } from '../../sequence/image';
import { taskOf, taskOfView } from '../../tasks/registry';
import { promptOf } from '../../tasks/task';
import { responseSegments } from '../../train/response-batch';
import { UpdateSequences } from '../../train/sequences';
import { supervisedOptions } from '../plan/supervised-options';
import { idsOfTexts } from '../record/token-ids';
import { stageExamples, stageStream } from '../run/dataset';
import type { SequenceChoice, TrainingSequenceView } from './inspection';
import { trainingTokens } from './training-tokens';

/** A sequence as the code that trains builds it: one segment, behind the prefix that it continues if it has one. */
export interface TrainingSequence {
  readonly view: Omit<TrainingSequenceView, 'losses'>;
  readonly segments: readonly Segment[];
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
  const sequences = new UpdateSequences(kind, examples, batch, stageStream(config, stage));
  const all = sequences.segments(update);
  // A policy that sequences share is what they continue; every other segment is one sequence.
  const shared = new Set(all.map(({ prefix }) => prefix));
  const own = all.filter((_, i) => !shared.has(i))[index % batch];
  const example = sequences.examples(update)[index % batch];
  const task = taskOf(config.dataset.kind);
  const before = own.prefix === null ? [] : [all[own.prefix]];
  const segments = [...before, { ...own, prefix: own.prefix === null ? null : 0 }];
  return {
    view: {
      example: task.view(example),
      augmentations: own.images.map(({ augmentation }) => augmentation),
      update,
      sharing: own.prefix === null ? 1 : all.filter(({ prefix }) => prefix === own.prefix).length,
      tokens: trainingTokens(task, segments, example, before.length > 0),
    },
    segments,
  };
}

function rollout({
  example: view,
  response,
  policyInPrompt = false,
}: Extract<SequenceChoice, { of: 'rollout' }>): TrainingSequence {
  const task = taskOfView(view);
  const example = task.example(view);
  const tokens = idsOfTexts(task, response);
  const asked = { prompt: promptOf(example, policyInPrompt) };
  const segments = responseSegments([{ example: asked, rollouts: [{ tokens }] }]);
  return {
    view: {
      example: view,
      augmentations: asked.prompt.images.map(() => UNCHANGED),
      update: null,
      sharing: 1,
      tokens: trainingTokens(task, segments, example, policyInPrompt),
    },
    segments,
  };
}

/**
 * What a model loses on each token of a sequence, by the batch that trains it.
 *
 * @returns -log p in nats, null for tokens that carry no loss
 */
export async function tokenLosses(model: Model, segments: readonly Segment[]): Promise<(number | null)[]> {
  const batch = flatBatch(segments);
  const { logp } = await logProbs(model, batch);
  const losses: (number | null)[] = Array(batch.tokens).fill(null);
  batch.lossRows.forEach((row, loss) => {
    losses[row + 1] = -logp[loss];
  });
  return losses;
}
