import * as v from 'valibot';
import type { RunRecord } from '../../experiment/record/run-record';
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
  stage: v.picklist(['direct-sft', 'vm-cpt', 'cot-sft', 'rl']),
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

/** The recorded runs published with the page, newest choice first; none when there is no index. */
export async function loadRecordingIndex(): Promise<RecordingEntry[]> {
  const index = v.safeParse(IndexSchema, await fetchJson('runs/index.json'));
  return index.success ? index.output : [];
}

/** The entries of the records that have been loaded, by their id. */
const entryOfId = new Map<string, RecordingEntry>();

/** The entry that a loaded record came from; undefined for a record that is no recording. */
export function entryOf({ id }: RunRecord): RecordingEntry | undefined {
  return entryOfId.get(id);
}

/** A recorded run; null when the file is missing or is none. */
export async function loadRecording(entry: RecordingEntry): Promise<RunRecord | null> {
  // The page paints before the code that reads records is there.
  const [json, { parseRunRecord }] = await Promise.all([
    fetchJson(`runs/${entry.file}`),
    import('../../experiment/record/record-schema'),
  ]);
  const parsed = parseRunRecord(json);
  if (!parsed.ok) return null;
  entryOfId.set(parsed.record.id, entry);
  return parsed.record;
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
