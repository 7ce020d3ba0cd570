import type { ExperimentConfig } from '../experiment/plan/config';
import { METHOD_PLANS, type Method, type StageName } from '../experiment/plan/methods';
import { findPreset, presetConfig } from '../experiment/plan/presets';
import type { RunRecord, StageEvaluation } from '../experiment/record/run-record';
import { resultRow } from '../experiment/results/result-row';
import { modelFromCheckpoint } from '../experiment/run/base-model';
import { runPipeline } from '../experiment/run/pipeline';
import type { PipelineHooks } from '../experiment/run/pipeline-hooks';
import { emptyCache } from '../experiment/run/stage-cache';
import { openEngine } from '../kernels/backend/open-engine';
import { writeCheckpoint } from '../model/checkpoint';
import type { Model } from '../model/forward';
import { loadFile, saveFile, sendEvent } from './host';

export interface ExperimentRequest {
  readonly preset: string;
  readonly methods: readonly Method[];
  readonly seed: number;
  readonly backend: 'webgpu' | 'wasm';
  /** Changes to the preset, for searches and controls. */
  readonly changes?: Partial<
    Pick<ExperimentConfig, 'base' | 'dataset' | 'directSft' | 'vmCpt' | 'cotSft' | 'rl' | 'evaluation'>
  >;
  /** Also save each run's whole record as `<preset>-<method>-<seed>.json`, and its final model as `.safetensors`. */
  readonly records: boolean;
}

/** Runs methods of one seed one after the other; stages that they share run once. Streams a row as each ends. */
export async function experiment(request: ExperimentRequest): Promise<unknown> {
  const { methods, seed, backend, records, changes = {} } = request;
  const preset = findPreset(request.preset);
  if (!preset) {
    throw new Error(`There is no preset named ${request.preset}.`);
  }
  const engine = await openEngine(backend, (message) => console.warn(message));
  await sendEvent({ kind: 'engine', engine });
  const baseName = changes.base ?? preset.config.base;
  const file = await loadFile(`${baseName}.safetensors`);
  if (!file) {
    throw new Error(`The base model "${baseName}" is missing; run npm run pretrain first.`);
  }
  const base = modelFromCheckpoint(file);
  const cache = emptyCache();
  for (const method of methods) {
    const config = { ...presetConfig(preset, method, seed), ...changes };
    const date = new Date().toISOString();
    const models: { readonly stage: StageName; readonly values: Float32Array }[] = [];
    const hooks: PipelineHooks = {
      ...reporting(method, seed),
      snapshot: (stage, values) => models.push({ stage, values }),
    };
    const result = await runPipeline(base, config, hooks, cache);
    const row = resultRow(method, seed, result.stages, result.stoppedEarly);
    await sendEvent({ kind: 'row', build: __BUILD__, row });
    if (records) {
      const record: RunRecord = {
        version: 1,
        id: `${preset.name}-${method}-${seed}`,
        title: `${METHOD_PLANS[method].label}, ${preset.title}, seed ${seed}`,
        config,
        provenance: { build: __BUILD__, date, backend: engine.backend, device: engine.device },
        ...result,
      };
      await saveFile(`${record.id}.json`, new TextEncoder().encode(JSON.stringify(record)));
      const final = models.at(-1);
      // The base is published as it is.
      if (final && final.stage !== 'base') {
        await saveFile(`${record.id}.safetensors`, finalModel(base, final, record));
      }
    }
  }
  return { engine, build: __BUILD__ };
}

/** The model after the last stage, with the run it is of in its metadata. */
function finalModel(
  base: Model,
  { stage, values }: { readonly stage: StageName; readonly values: Float32Array },
  { id, config, provenance }: RunRecord,
): Uint8Array {
  const { build, date } = provenance;
  const experiment = JSON.stringify(config);
  return writeCheckpoint(base.config, values, { run: id, experiment, stage, build, date });
}

/** Progress for the console, at most a line every two seconds. */
function reporting(method: Method, seed: number): PipelineHooks {
  let last = 0;
  const say = (event: object) => {
    if (performance.now() - last > 2000) {
      last = performance.now();
      void sendEvent({ kind: 'progress', method, seed, ...event });
    }
  };
  return {
    gate: async () => {},
    questions: () => {},
    keepsAllGroups: () => false,
    stageStarted: () => {},
    progress: (stage, step, steps, point) => say({ stage, step, steps, point }),
    phase: () => {},
    rollouts: () => {},
    sample: () => {},
    evaluating: () => {},
    evaluated: (stage, evaluation) =>
      void sendEvent({ kind: 'evaluated', method, seed, stage, evaluation: brief(evaluation) }),
    snapshot: () => {},
    checkpoint: async () => {},
    anomaly: (_, { message }) => console.warn(message),
  };
}

function brief({ endTask, inContext, override, referral, majority }: StageEvaluation) {
  return {
    accuracy: endTask?.value ?? null,
    inContext: inContext.value,
    override: override.value,
    exact: referral?.exact ?? null,
    majority: majority.value,
  };
}
