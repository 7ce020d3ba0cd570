import { add, mean, mul, neg, type Scalar, sum, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { firstRow, logProb } from '../kernels/log-prob/log-prob';
import { deviceBatch, embeddingTable, headRows, hiddenStates, type Model } from '../model/forward';
import { EVERYTHING } from '../model/parameters';
import type { RandomStream } from '../random/stream';
import { flatBatch, plainImage, weighedFrom } from '../sequence/flat-batch';
import { visualTokens } from '../sequence/image';
import { imageTokens } from '../sequence/passage';
import type { Curriculum, LabelledPicture, PretrainingMoment } from '../tasks/task';
import { accumulateGradients, cosineSchedule, type Optimizer } from './gradients';
import { languageLoss } from './language-loss';

/** The base checkpoint's recipe (recipe.md, stage 0). */
export interface PretrainConfig {
  readonly warmupSteps: number;
  readonly warmupImages: number;
  readonly mainSteps: number;
  /** Main steps with plain weights, before answers and verdicts are emphasised. */
  readonly plainSteps: number;
  readonly longSteps: number;
  /** Long steps before the answer that reasoning ends in is emphasised. */
  readonly walkingSteps: number;
  readonly learningRate: number;
  readonly longLearningRate: number;
}

/** One phase of pretraining with its own schedule. */
export type PretrainPhase = 'vision' | 'main' | 'long';

/** Blocks through which the vision warm-up reads out. */
const READ_OUT_BLOCKS = 2;
/** Weight of the patch labels beside the words in the main phases. */
const PATCH_WEIGHT = 0.3;

/**
 * Dense vision labels: every labelled patch must name what it shows (or "nothing") through the tied embeddings, half-way up the
 * network; adds the gradient.
 *
 * @returns scalar, nats per label
 */
function patchLoss(model: Model, pictures: readonly LabelledPicture[], weight: number): Scalar {
  const segments = pictures.map(({ picture }) =>
    weighedFrom(Number.POSITIVE_INFINITY, imageTokens(picture), { images: [plainImage(picture)] }),
  );
  const rows: number[] = [];
  /** A list per word of a label. */
  const targetWords: number[][] = [];
  let first = 0;
  pictures.forEach(({ labels }, picture) => {
    labels.forEach((label, patch) => {
      // Most patches are empty: every fourth of these is enough.
      if (label === null || (label.isEmpty && (patch + picture) % 4 !== 0)) {
        return;
      }
      rows.push(first + patch);
      label.words.forEach((word, i) => {
        targetWords[i] ??= [];
        targetWords[i].push(word);
      });
    });
    first += labels.length;
  });
  const device = deviceBatch(flatBatch(segments), model.config);
  const rowTensor = tensor1d(rows, 'int32');
  const targets = targetWords.map((ids) => tensor1d(ids, 'int32'));
  const loss = accumulateGradients(model.parameters, (anchor) => {
    const hidden = hiddenStates(model, device, { trained: EVERYTHING, anchor, blocks: READ_OUT_BLOCKS });
    const head = headRows(model, hidden, rowTensor, EVERYTHING);
    const table = embeddingTable(model, EVERYTHING);
    const total = targets.reduce<Tensor>(
      (all, ids) => add(all, neg(mean(firstRow(logProb(head, table, ids))))),
      tensor1d([0]),
    );
    return mul(sum(total), weight / targets.length) as Scalar;
  });
  rowTensor.dispose();
  for (const tensor of targets) {
    tensor.dispose();
  }
  device.dispose();
  return loss;
}

export const PHASES: readonly PretrainPhase[] = ['vision', 'main', 'long'];

export function phaseSteps(config: PretrainConfig, phase: PretrainPhase): number {
  return { vision: config.warmupSteps, main: config.mainSteps, long: config.longSteps }[phase];
}

function learningRate(config: PretrainConfig, phase: PretrainPhase, step: number): number {
  const peak = phase === 'long' ? config.longLearningRate : config.learningRate;
  return cosineSchedule(step, phaseSteps(config, phase), peak, 100);
}

/** Where a step stands in the recipe. */
function momentOf(config: PretrainConfig, phase: PretrainPhase, step: number): PretrainingMoment {
  const isLong = phase === 'long';
  return {
    isLong,
    isPlain: !isLong && step < config.plainSteps,
    isDecisive: isLong && step >= config.walkingSteps,
    progress: isLong ? 1 : step / config.mainSteps,
  };
}

export interface PretrainStep {
  /** Nats per word (0 in the warm-up). */
  readonly loss: number;
  /** Nats per patch label. */
  readonly patchLoss: number;
  readonly gradNorm: number;
  readonly tokens: number;
}

/**
 * One update of the base model. All randomness comes from `random`, which the caller forks per step, so that a resumed
 * run equals an uninterrupted one.
 */
export async function pretrainStep(
  model: Model,
  optimizer: Optimizer,
  config: PretrainConfig,
  phase: PretrainPhase,
  step: number,
  curriculum: Curriculum,
  random: RandomStream,
): Promise<PretrainStep> {
  const count = phase === 'vision' ? config.warmupImages : 16;
  const pictures = curriculum.pictures(count, random);
  const patch = patchLoss(model, pictures, phase === 'vision' ? 1 : PATCH_WEIGHT);
  let loss = 0;
  let tokens = pictures.reduce((sum, { picture }) => sum + visualTokens(picture), 0);
  if (phase !== 'vision') {
    const batch = flatBatch(curriculum.segments(momentOf(config, phase, step), pictures, random, 1));
    tokens += batch.tokens;
    const words = languageLoss(model, batch, EVERYTHING);
    loss = (await words.data())[0];
    words.dispose();
  }
  const norm = optimizer.step(learningRate(config, phase, step));
  const [patchValue, gradNorm] = [(await patch.data())[0], (await norm.data())[0]];
  patch.dispose();
  norm.dispose();
  return { loss, patchLoss: patchValue / (phase === 'vision' ? 1 : PATCH_WEIGHT), gradNorm, tokens };
}
