import { memory, type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import { type BaseSkillScores, baseSkills } from '../evaluate/base-skills';
import { rotaryTable } from '../kernels/attention/rotary';
import { openEngine } from '../kernels/backend/open-engine';
import { readCheckpoint, writeCheckpoint } from '../model/checkpoint';
import { type ModelSize, modelConfig } from '../model/config';
import type { Model } from '../model/forward';
import { EVERYTHING, Parameters } from '../model/parameters';
import { RandomStream } from '../random/stream';
import { BASE_FAMILIES, type BaseFamilyName } from '../tasks/pretraining';
import type { Task } from '../tasks/task';
import { Optimizer } from '../train/gradients';
import { PHASES, type PretrainConfig, phaseSteps, pretrainStep } from '../train/pretrain';
import { loadFile, saveFile, sendEvent } from './host';

export interface PretrainRequest {
  readonly size: ModelSize;
  /** The tasks that the base is for. */
  readonly family: BaseFamilyName;
  readonly seed: number;
  readonly backend: 'webgpu' | 'wasm';
  readonly config: PretrainConfig;
  /** Steps between checkpoints. */
  readonly saveEvery: number;
}

interface Progress {
  phase: number;
  step: number;
  seconds: number;
  tokens: number;
  scores: { at: string; scores: BaseSkillScores }[];
}

/** Trains a base model to the end, going on from the last checkpoint in the output folder if there is one. */
export async function pretrain(request: PretrainRequest): Promise<unknown> {
  const { size, family, seed, backend, config, saveEvery } = request;
  const engine = await openEngine(backend, (message) => console.warn(message));
  await sendEvent({ kind: 'engine', engine });
  const random = RandomStream.of(seed, 'pretrain');
  const saved = await loadFile('progress.json');
  const progress: Progress = saved
    ? JSON.parse(new TextDecoder().decode(saved))
    : { phase: 0, step: 0, seconds: 0, tokens: 0, scores: [] };
  const stored = saved ? await loadFile('model.safetensors') : null;
  const checkpoint = stored && readCheckpoint(stored);
  const shape = checkpoint?.config ?? modelConfig(size);
  const parameters = checkpoint
    ? Parameters.from(shape, checkpoint.values)
    : Parameters.initial(shape, random.fork('init'));
  const headDim = shape.width / shape.heads;
  const model: Model = {
    config: shape,
    parameters,
    rotary: rotaryTable(shape.maxPositions, headDim, shape.rotaryBase),
  };
  const optimizer = new Optimizer(parameters, EVERYTHING);
  if (stored) {
    await restoreMoments(optimizer);
  }
  const { curriculum: curriculumOf, tasks } = BASE_FAMILIES[family];
  const curriculum = curriculumOf(random.fork('names'));
  let started = performance.now();
  const save = async () => {
    progress.seconds += (performance.now() - started) / 1000;
    started = performance.now();
    await saveFile('model.safetensors', writeCheckpoint(shape, await parameters.values()));
    for (const name of ['m', 'v'] as const) {
      const moments = (await optimizer.state[name].data()) as Float32Array;
      await saveFile(`${name}.bin`, new Uint8Array(Float32Array.from(moments).buffer));
    }
    const state = { ...progress, updates: optimizer.state.step };
    await saveFile('progress.json', new TextEncoder().encode(JSON.stringify(state)));
  };
  for (; progress.phase < PHASES.length; progress.phase++) {
    const phase = PHASES[progress.phase];
    for (; progress.step < phaseSteps(config, phase); progress.step++) {
      const { step } = progress;
      if (step > 0 && step % saveEvery === 0) {
        await save();
        if (phase !== 'vision' && step % (2 * saveEvery) === 0) {
          const scores = await allSkills(
            tasks,
            model,
            RandomStream.of(seed, 'validation'),
            64,
            phase === 'long' ? [2, 4, 6] : [1, 2, 3],
          );
          progress.scores.push({ at: `${phase} ${step}`, scores });
          await sendEvent({ kind: 'scores', phase, step, scores });
        }
      }
      const result = await pretrainStep(
        model,
        optimizer,
        config,
        phase,
        step,
        curriculum,
        random.fork(`${phase} ${step}`),
      );
      progress.tokens += result.tokens;
      if (step % 20 === 0) {
        const { numTensors, numBytes } = memory();
        const seconds = progress.seconds + (performance.now() - started) / 1000;
        await sendEvent({ kind: 'step', phase, step, ...result, seconds, numTensors, numBytes });
      }
    }
    progress.step = 0;
  }
  await save();
  const scores = await allSkills(tasks, model, RandomStream.of(seed, 'test'), 256, [1, 2, 3, 4, 5, 6]);
  const { seconds, tokens, scores: during } = progress;
  return { engine, build: __BUILD__, seconds, tokens, during, scores };
}

/** The skills of all tasks that a base is for, by group. */
async function allSkills(
  tasks: readonly Task[],
  model: Model,
  random: RandomStream,
  count: number,
  layers: readonly number[],
): Promise<BaseSkillScores> {
  let scores: BaseSkillScores = {};
  for (const task of tasks) {
    scores = { ...scores, ...(await baseSkills(model, task, random, count, layers)) };
  }
  return scores;
}

async function restoreMoments(optimizer: Optimizer): Promise<void> {
  const read = async (name: string): Promise<Tensor1D | null> => {
    const bytes = await loadFile(name);
    return bytes && tensor1d(new Float32Array(bytes.buffer));
  };
  const [m, v, progress] = [await read('m.bin'), await read('v.bin'), await loadFile('progress.json')];
  if (m && v && progress) {
    optimizer.state.m.dispose();
    optimizer.state.v.dispose();
    Object.assign(optimizer.state, { m, v, step: JSON.parse(new TextDecoder().decode(progress)).updates });
  }
}
