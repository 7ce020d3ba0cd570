import type { ExperimentConfig } from '../experiment/plan/config';
import type { Method, StageName } from '../experiment/plan/methods';
import { findPreset, presetConfig } from '../experiment/plan/presets';
import type { MetricPoint } from '../experiment/record/run-record';
import type { TrainingState } from '../experiment/record/run-state';
import { modelFromCheckpoint } from '../experiment/run/base-model';
import { experimentData } from '../experiment/run/dataset';
import type { PipelineHooks } from '../experiment/run/pipeline-hooks';
import { probeSkill, type Skill } from '../experiment/run/skill-probe';
import { emptyCache } from '../experiment/run/stage-cache';
import { openEngine } from '../kernels/backend/open-engine';
import type { Model } from '../model/forward';
import { Parameters } from '../model/parameters';
import { taskOf } from '../tasks/registry';
import type { Example, Task } from '../tasks/task';
import { loadFile, sendEvent } from './host';
import { plainValues, trainStages } from './train-stages';

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
  /** Right, and giving an answer, of the images with the policy in the prompt. */
  right?: number;
  answered?: number;
}

/**
 * Trains experiments and tells of every update whether the alarm went. The model is asked with the policy in its prompt before
 * and after each stage and, where `asks`, after every update, which takes as long as the update.
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
    const task = taskOf(config.dataset.kind);
    const images = experimentData(config).evaluation;
    const before: Partial<Record<StageName, Pick<Skill, 'right' | 'answered'>>> = {};
    const updates: Update[] = [];
    const hooks: PipelineHooks = {
      ...SILENT,
      progress: (stage, _, __, point) => void updates.push({ stage, point }),
      checkpoint: async (point, take) => {
        const { current } = await take();
        const isFirst = current?.curve.length === 0;
        if (!current || !(asks || isFirst || point === 'stage')) return;
        const skill = await ask(base, task, current, images);
        if (isFirst) before[current.stage] ??= skill;
        else Object.assign(updates[updates.length - 1], skill);
      },
      anomaly: (_, { message }) => {
        updates[updates.length - 1].alarm ??= message;
      },
    };
    await trainStages(base, config, hooks, cache);
    await sendEvent({ kind: 'ran', name, images: images.length, before, updates });
  }
  return null;
}

/** Greedy answers of a model in training, with the policy in the prompt. */
async function ask(base: Model, task: Task, { parameters }: TrainingState, images: readonly Example[]) {
  const model = { ...base, parameters: Parameters.from(base.config, plainValues(base, parameters)) };
  const { right, answered } = await probeSkill(model, task, images);
  model.parameters.dispose();
  return { right, answered };
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
