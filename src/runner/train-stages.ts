import type { ExperimentConfig } from '../experiment/plan/config';
import {
  isComplete,
  NOTHING_DONE,
  type RunState,
  stagesSoFar,
  type TrainingState,
} from '../experiment/record/run-state';
import { runPipeline } from '../experiment/run/pipeline';
import type { PipelineHooks } from '../experiment/run/pipeline-hooks';
import type { StageCache } from '../experiment/run/stage-cache';
import type { Model } from '../model/forward';
import { mergeAdapters } from '../model/lora';
import { LORA_RANK } from '../train/trained-part';

/** Thrown when a stage has been trained, before its evaluation. */
class Trained extends Error {
  constructor(readonly state: RunState) {
    super();
  }
}

/** A run at its first trained stage, as if the base had been evaluated. */
const BASE_DONE: RunState = {
  ...NOTHING_DONE,
  stages: [{ stage: 'base', curve: [], evaluation: null, seconds: 0 }],
};

/**
 * Trains the stages of an experiment one after the other without evaluating them: after so short a training as a micro-sized
 * one, the evaluations take most of the time. A stage that ends early may still be evaluated.
 *
 * @param cache keeps the data for the next experiment
 */
export async function trainStages(
  base: Model,
  config: ExperimentConfig,
  hooks: PipelineHooks,
  cache: StageCache,
): Promise<void> {
  for (let from: RunState | null = BASE_DONE; from; ) {
    from = await trainStage(base, config, hooks, cache, from);
  }
}

/** @returns the state after the next stage; null when there was none any more */
async function trainStage(
  base: Model,
  config: ExperimentConfig,
  hooks: PipelineHooks,
  cache: StageCache,
  from: RunState,
): Promise<RunState | null> {
  const untilTrained: PipelineHooks = {
    ...hooks,
    async checkpoint(point, take, isSound) {
      await hooks.checkpoint(point, take, isSound);
      const state = point === 'stage' ? await take() : null;
      if (state?.current) {
        throw new Trained(withStage(base, state, state.current));
      }
    },
  };
  try {
    await runPipeline(base, config, untilTrained, cache, from);
    return null;
  } catch (error) {
    if (error instanceof Trained) {
      return isComplete(error.state, config.method) ? null : error.state;
    }
    throw error;
  }
}

/** The state once the stage in training counts as finished. */
function withStage(base: Model, state: RunState, { stage, parameters }: TrainingState): RunState {
  const values = plainValues(base, parameters);
  return {
    ...state,
    stages: stagesSoFar(state),
    values: new Map([...state.values, [stage, values]]),
    current: null,
  };
}

/** Parameters of a model in training, without adapters. */
export function plainValues(base: Model, parameters: Float32Array): Float32Array {
  const isAdapted = parameters.length !== base.parameters.length;
  const config = { ...base.config, loraRank: LORA_RANK };
  return isAdapted ? mergeAdapters({ config, values: parameters }).values : parameters;
}
