import * as v from 'valibot';
import type { RunRecord } from '../../experiment/run-record';
import type { PublishedModel } from './run-view';

/** One entry of `runs/index.json` (scripts/publish-runs.mjs); the files lie beside it. */
export interface RecordingEntry {
  readonly file: string;
  readonly title: string;
  /** The run's final model, where it is published. */
  readonly model: PublishedModel | null;
}

const ModelSchema = v.object({
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.safetensors$/)),
  stage: v.picklist(['direct-sft', 'vm-cpt', 'cot-sft', 'rl']),
});

const IndexSchema = v.array(
  v.object({
    file: v.pipe(v.string(), v.regex(/^[\w.-]+\.json$/)),
    title: v.string(),
    // Without its model a recording is still worth showing.
    model: v.optional(v.fallback(v.nullable(ModelSchema), null), null),
  }),
);

/** The part of a record whose absence would stop the page; the files are this site's own. */
const RecordSchema = v.looseObject({
  version: v.literal(1),
  config: v.looseObject({ method: v.string(), preset: v.string() }),
  provenance: v.looseObject({ build: v.string(), date: v.string(), backend: v.string(), device: v.string() }),
  stages: v.array(v.looseObject({ stage: v.string(), curve: v.array(v.looseObject({ step: v.number() })) })),
  rollouts: v.array(v.unknown()),
});

/** The recorded runs published with the page, newest choice first; none when there is no index. */
export async function loadRecordingIndex(): Promise<RecordingEntry[]> {
  const index = v.safeParse(IndexSchema, await fetchJson('runs/index.json'));
  return index.success ? index.output : [];
}

/** A recorded run; null when the file is missing or not a record of version 1. */
export async function loadRecording(entry: RecordingEntry): Promise<RunRecord | null> {
  const json = await fetchJson(`runs/${entry.file}`);
  return v.is(RecordSchema, json) ? (json as unknown as RunRecord) : null;
}

/** The JSON at an address of this site; null when there is none (a static host may answer with a page instead). */
async function fetchJson(address: string): Promise<unknown> {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
