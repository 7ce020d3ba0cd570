import * as v from 'valibot';
import { createStore } from 'zustand/vanilla';
import { STAGES } from '../../experiment/plan/methods';
import type { RunRecord } from '../../experiment/record/run-record';
import { fetchPiece } from '../../pieces/fetch-piece';
import type { PublishedModel } from './run-view';

/** One entry of `runs/index.json` (scripts/publish-runs.mjs); the files lie beside it. */
export interface RecordingEntry {
  readonly file: string;
  readonly title: string;
  /** Whether its rollouts are published too: they are most of a record. */
  readonly rollouts: boolean;
  /** The run's final model, where it is published. */
  readonly model: PublishedModel | null;
}

const ModelSchema = v.object({
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.safetensors$/)),
  stage: v.picklist(STAGES.filter((stage) => stage !== 'base')),
});

const IndexSchema = v.array(
  v.object({
    file: v.pipe(v.string(), v.regex(/^[\w.-]+\.json$/)),
    title: v.string(),
    rollouts: v.optional(v.boolean(), false),
    // Without its model a recording is still worth showing.
    model: v.optional(v.fallback(v.nullable(ModelSchema), null), null),
  }),
);

/** The recorded runs published with the page, newest choice first; null when the index did not arrive. */
export async function loadRecordingIndex(): Promise<RecordingEntry[] | null> {
  const json = await fetchJson('runs/index.json');
  if (json === null) return null;
  const index = v.safeParse(IndexSchema, json);
  return index.success ? index.output : [];
}

/** The entries of the records that have been loaded, by their id. */
const entryOfId = new Map<string, RecordingEntry>();

/** The entry that a loaded record came from; undefined for a record that is no recording. */
export function entryOf({ id }: RunRecord): RecordingEntry | undefined {
  return entryOfId.get(id);
}

/** Files of the recordings that were asked for and did not arrive. */
export const missingStore = createStore<{ readonly missing: ReadonlySet<string> }>(() => ({
  missing: new Set(),
}));

/** A recorded run; null when its file, or the code that reads it, did not arrive, and then it is among the missing. */
export async function loadRecording(entry: RecordingEntry): Promise<RunRecord | null> {
  const record = await read(entry).catch(() => null);
  const missing = new Set(missingStore.getState().missing);
  if (record ? missing.delete(entry.file) : missing.size < missing.add(entry.file).size) {
    missingStore.setState({ missing });
  }
  if (record) entryOfId.set(record.id, entry);
  return record;
}

async function read({ file }: RecordingEntry): Promise<RunRecord | null> {
  // The page paints before the code that reads records is there.
  const [json, { parseRunRecord }] = await Promise.all([
    fetchJson(`runs/${file}`),
    import('../../experiment/record/record-schema'),
  ]);
  const parsed = parseRunRecord(json);
  return parsed.ok ? parsed.record : null;
}

/** The JSON at an address of this site; null when there is none (a static host may answer with a page instead). */
async function fetchJson(address: string): Promise<unknown> {
  return fetchPiece(address, (response) => response.json() as Promise<unknown>).catch(() => null);
}
