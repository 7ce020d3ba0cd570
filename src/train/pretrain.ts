import { add, mean, mul, neg, type Scalar, sum, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { firstRow, logProb } from '../kernels/log-prob/log-prob';
import { deviceBatch, embeddingTable, headRows, hiddenStates, type Model } from '../model/forward';
import { EVERYTHING } from '../model/parameters';
import type { RandomStream } from '../random/stream';
import { flatBatch, plainImage, type SequencePart, trainedFrom } from '../sequence/flat-batch';
import { tokenId } from '../sequence/vocabulary';
import {
  type FreshPolicies,
  inContextParts,
  PERCEPTIVE,
  type Picture,
  PLAIN,
  patchLabels,
  perceptionParts,
  randomPicture,
  textWalkParts,
} from '../tasks/clevr/base-skills';
import { imageTokens } from '../tasks/clevr/encode';
import { ATTRIBUTE_TYPES } from '../tasks/clevr/scene/scene-graph';
import { accumulateGradients, cosineSchedule, type Optimizer } from './gradients';
import { languageLoss } from './supervised';

/** The base checkpoint's recipe (recipe.md, stage 0). */
export interface PretrainConfig {
  readonly warmupSteps: number;
  readonly warmupImages: number;
  readonly mainSteps: number;
  /** Main steps with plain weights, before answers and verdicts are emphasised. */
  readonly plainSteps: number;
  readonly longSteps: number;
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
 * Dense vision labels: every labelled patch must name its object's four attributes (or "nothing") through the tied
 * embeddings, half-way up the network; adds the gradient.
 *
 * @returns scalar, nats per label
 */
function patchLoss(model: Model, pictures: readonly Picture[], weight: number): Scalar {
  const parts = pictures.map(({ rgb }) =>
    trainedFrom(imageTokens(), [plainImage(rgb)], Number.POSITIVE_INFINITY),
  );
  const places = model.config.visualTokens;
  const rows: number[] = [];
  const labels: number[][] = ATTRIBUTE_TYPES.map(() => []);
  pictures.forEach(({ scene }, picture) => {
    patchLabels(scene).forEach((label, patch) => {
      // Most patches are empty: every fourth of these is enough.
      if (label === null || (label === 'nothing' && (patch + picture) % 4 !== 0)) {
        return;
      }
      rows.push(picture * places + patch);
      ATTRIBUTE_TYPES.forEach((type, i) => {
        labels[i].push(tokenId(label === 'nothing' ? 'nothing' : label[type]));
      });
    });
  });
  const device = deviceBatch(flatBatch(parts, places), model.config);
  const rowTensor = tensor1d(rows, 'int32');
  const targets = labels.map((ids) => tensor1d(ids, 'int32'));
  const loss = accumulateGradients(model.parameters, (anchor) => {
    const hidden = hiddenStates(model, device, { trained: EVERYTHING, anchor, blocks: READ_OUT_BLOCKS });
    const head = headRows(model, hidden, rowTensor, EVERYTHING);
    const table = embeddingTable(model, EVERYTHING);
    const total = targets.reduce<Tensor>(
      (all, ids) => add(all, neg(mean(firstRow(logProb(head, table, ids))))),
      tensor1d([0]),
    );
    return mul(sum(total), weight / ATTRIBUTE_TYPES.length) as Scalar;
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

/**
 * The words of one step of a main phase: questions, text walks (five policies for the first 70 % of the main phase, which
 * teach look-up, then two, so that the skill stays), in-context walks (from 25 %).
 */
function pretrainParts(
  config: PretrainConfig,
  phase: PretrainPhase,
  step: number,
  fresh: FreshPolicies,
  pictures: readonly Picture[],
  random: RandomStream,
): SequencePart[] {
  const parts: SequencePart[] = [];
  const plain = phase === 'main' && step < config.plainSteps;
  const emphasis = plain ? PLAIN : PERCEPTIVE;
  for (const picture of pictures) {
    parts.push(...perceptionParts(picture, plain ? 6 : 10, random, parts.length, emphasis));
  }
  const progress = phase === 'long' ? 1 : step / config.mainSteps;
  const layers = () => 1 + random.int(phase === 'long' ? 4 : 3);
  const textWalks = progress < 0.7 ? 5 : 2;
  for (let i = 0; i < textWalks; i++) {
    parts.push(...textWalkParts(fresh.draw(layers(), random), 4, random, parts.length, emphasis));
  }
  if (progress >= 0.25) {
    for (let i = 0; i < 6; i++) {
      parts.push(...inContextParts(fresh.draw(layers(), random), 4, random, parts.length, emphasis));
    }
  }
  return parts;
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
  fresh: FreshPolicies,
  random: RandomStream,
): Promise<PretrainStep> {
  const count = phase === 'vision' ? config.warmupImages : 16;
  const pictures = Array.from({ length: count }, () => randomPicture(random));
  const patch = patchLoss(model, pictures, phase === 'vision' ? 1 : PATCH_WEIGHT);
  let loss = 0;
  let tokens = count * model.config.visualTokens;
  if (phase !== 'vision') {
    const parts = pretrainParts(config, phase, step, fresh, pictures, random);
    const batch = flatBatch(parts, model.config.visualTokens);
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
