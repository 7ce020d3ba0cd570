import { answers } from '../evaluate/answers';
import type { ExperimentConfig } from '../experiment/plan/config';
import type { Method, StageName } from '../experiment/plan/methods';
import { findPreset, presetConfig } from '../experiment/plan/presets';
import type { MetricPoint } from '../experiment/record/run-record';
import type { TrainingState } from '../experiment/record/run-state';
import { modelFromCheckpoint } from '../experiment/run/base-model';
import { experimentData } from '../experiment/run/dataset';
import { runPipeline } from '../experiment/run/pipeline';
import type { PipelineHooks } from '../experiment/run/pipeline-hooks';
import { emptyCache } from '../experiment/run/stage-cache';
import { openEngine } from '../kernels/backend/open-engine';
import type { Model } from '../model/forward';
import { mergeAdapters } from '../model/lora';
import { Parameters } from '../model/parameters';
import { taskOf } from '../tasks/registry';
import type { Example, Task } from '../tasks/task';
import { LORA_RANK } from '../train/parts';
import { loadFile, sendEvent } from './host';

/** One micro-sized experiment, with settings that spoil it or do not. */
export interface Provocation {
  readonly name: string;
  readonly method: Method;
  readonly seed: number;
  readonly changes: Partial<ExperimentConfig>;
}

/** What one update did, by the alarm and by asking the model on images that the alarm does not use. */
interface Update {
  readonly stage: StageName;
  readonly point: MetricPoint;
  alarm?: string;
  /** Right, and naming a case, of the images with the policy in the prompt. */
  right?: number;
  answered?: number;
}

/**
 * Runs experiments and tells of every update whether the alarm went and, where `asks`, what the model could still do, which
 * takes as long as the update.
 */
export async function provoke({
  provocations,
  asks,
}: {
  readonly provocations: readonly Provocation[];
  readonly asks: boolean;
}): Promise<unknown> {
  await openEngine('wasm', (message) => console.warn(message));
  const preset = findPreset('micro');
  const file = await loadFile('small.safetensors');
  if (!preset || !file) {
    throw new Error('The micro preset or its base model is missing; run npm run pretrain first.');
  }
  const base = modelFromCheckpoint(file);
  const cache = emptyCache();
  for (const { name, method, seed, changes } of provocations) {
    const config = { ...presetConfig(preset, method, seed), ...changes };
    const images = experimentData(config).evaluation;
    const before: Partial<Record<StageName, { right: number; answered: number }>> = {};
    const updates: Update[] = [];
    const hooks: PipelineHooks = {
      ...SILENT,
      progress: (stage, _, __, point) => void updates.push({ stage, point }),
      checkpoint: async (_, take) => {
        const { current } = asks ? await take() : { current: null };
        if (!current) return;
        const skill = await ask(base, taskOf(config.dataset.kind), current, images);
        if (current.curve.length === 0) before[current.stage] = skill;
        else Object.assign(updates[updates.length - 1], skill);
      },
      anomaly: (_, { message }) => {
        updates[updates.length - 1].alarm ??= message;
      },
    };
    const { stages } = await runPipeline(base, config, hooks, cache);
    const accuracies = stages.map(({ stage, evaluation }) => [stage, evaluation?.inContext.value]);
    await sendEvent({ kind: 'ran', name, images: images.length, before, updates, accuracies });
  }
  return null;
}

/** Greedy answers of a model in training, with the policy in the prompt. */
async function ask(base: Model, task: Task, { parameters }: TrainingState, images: readonly Example[]) {
  const isAdapted = parameters.length !== base.parameters.length;
  const config = { ...base.config, loraRank: LORA_RANK };
  const { values } = isAdapted ? mergeAdapters({ config, values: parameters }) : { values: parameters };
  const model = { ...base, parameters: Parameters.from(base.config, values) };
  const given = await answers(model, task, images, true);
  model.parameters.dispose();
  return {
    right: given.filter(({ score }) => score.accuracy === 1).length,
    answered: given.filter(({ tokens }) => task.answers(tokens)).length,
  };
}

const nothing = () => {};
const SILENT: PipelineHooks = {
  gate: async () => {},
  questions: () => {},
  keepsAllGroups: () => false,
  stageStarted: nothing,
  progress: nothing,
  phase: nothing,
  rollouts: nothing,
  sample: nothing,
  evaluating: nothing,
  evaluated: nothing,
  snapshot: nothing,
  checkpoint: async () => {},
  anomaly: nothing,
};
