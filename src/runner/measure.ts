import type { ExperimentConfig } from '../experiment/plan/config';
import { parseRunRecord } from '../experiment/record/record-schema';
import { recordRow } from '../experiment/results/result-row';
import { modelFromCheckpoint } from '../experiment/run/base-model';
import { experimentData } from '../experiment/run/dataset';
import { evaluateStage } from '../experiment/run/stage-evaluation';
import { openEngine } from '../kernels/backend/open-engine';
import { taskOf } from '../tasks/registry';
import { loadFile, sendEvent } from './host';

export interface MeasureRequest {
  /** Of records saved beside their final models (ExperimentRequest.records). */
  readonly ids: readonly string[];
  readonly backend: 'webgpu' | 'wasm';
  /** A file of the task's to evaluate on, by name, instead of the images that were drawn for the run. */
  readonly file?: string;
}

/**
 * Evaluates finished runs once more, without training them again: what measures are, changes more often than what is
 * trained. Streams a row for each.
 *
 * @throws Error with a sentence when a file is missing or damaged
 */
export async function measure({ ids, backend, file }: MeasureRequest): Promise<void> {
  await openEngine(backend, (message) => console.warn(message));
  const text = file === undefined ? null : new TextDecoder().decode(await wanted(file));
  const model = async (name: string) => modelFromCheckpoint(await wanted(`${name}.safetensors`));
  for (const id of ids) {
    const parsed = parseRunRecord(JSON.parse(new TextDecoder().decode(await wanted(`${id}.json`))));
    if (!parsed.ok) throw new Error(`${id}: ${parsed.message}`);
    const { record } = parsed;
    const { config, stages } = record;
    const base = await model(config.base);
    const last = stages[stages.length - 1];
    const trained = last.stage === 'base' ? base : await model(id);
    const drawn = experimentData(config);
    const data = text === null ? drawn : { ...drawn, evaluation: await fromFile(config, text) };
    const evaluation = await evaluateStage(
      trained,
      base,
      taskOf(config.dataset.kind),
      last.stage,
      data,
      config.seed,
      async () => {},
    );
    const before = last.evaluation?.endTask ?? last.evaluation?.inContext;
    const row = recordRow({ ...record, stages: [...stages.slice(0, -1), { ...last, evaluation }] });
    await sendEvent({ kind: 'row', build: __BUILD__, row, before: before?.value ?? null });
    for (const { parameters } of new Set([base, trained])) parameters.dispose();
  }
}

async function fromFile({ dataset, evaluation, seed }: ExperimentConfig, text: string) {
  const examples = taskOf(dataset.kind).examplesFromFile?.(dataset, text, evaluation.perPolicy, seed);
  if (!examples) throw new Error(`The task ${dataset.kind} reads no files.`);
  if (!examples.ok) throw new Error(examples.message);
  await sendEvent({ kind: 'note', note: examples.note });
  return examples.examples;
}

async function wanted(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await loadFile(name);
  if (!file) throw new Error(`There is no file ${name}.`);
  return file;
}
