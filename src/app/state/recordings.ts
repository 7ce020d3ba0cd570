import * as v from 'valibot';
import { createStore } from 'zustand/vanilla';
import { STAGES } from '../../experiment/plan/methods';
import { PRESETS } from '../../experiment/plan/presets';
import type { RunRecord } from '../../experiment/record/run-record';
import { fetchPiece } from '../../pieces/fetch-piece';
import type { TaskKind } from '../../tasks/dataset';
import type { PublishedModel } from './run-view';

/** One entry of `runs/index.json` (scripts/publish-runs.mjs); the files lie beside it. */
export interface RecordingEntry {
  readonly file: string;
  readonly title: string;
  /** Whether its rollouts are published too: they are most of a record. */
  readonly rollouts: boolean;
  /** The file of every answer of its evaluations, where they are published; the record has some. */
  readonly answers: string | null;
  /** The run's final model, where it is published. */
  readonly model: PublishedModel | null;
}

/** The task of a recording, by the preset in its title; null where that is of none. */
export function taskOfEntry({ title }: Pick<RecordingEntry, 'title'>): TaskKind | null {
  const preset = PRESETS.find((one) => title.includes(`, ${one.title}, seed `));
  return preset?.config.dataset.kind ?? null;
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
    answers: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^answers\/[\w.-]+\.json$/))), null),
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
  return parsedRecord(await fetchJson(`runs/${file}`));
}

async function parsedRecord(json: unknown): Promise<RunRecord | null> {
  // The page paints before the code that reads records is there.
  const { parseRunRecord } = await import('../../experiment/record/record-schema');
  const parsed = parseRunRecord(json);
  return parsed.ok ? parsed.record : null;
}

/** Any object, as a record has them: the schema of records reads what is in it. */
const RecordSchema = v.looseObject({ stages: v.array(v.looseObject({ stage: v.string() })) });
const AnswersSchema = v.object({ questions: v.unknown(), answers: v.record(v.string(), v.unknown()) });

/** A recorded run with every answer of its evaluations; null when a file did not arrive, or is another's. */
export async function loadWithAnswers({ file, answers }: RecordingEntry): Promise<RunRecord | null> {
  const [record, all] = await Promise.all([fetchJson(`runs/${file}`), fetchJson(`runs/${answers}`)]);
  if (!v.is(RecordSchema, record) || !v.is(AnswersSchema, all)) return null;
  const stages = record.stages.map((one) =>
    v.is(v.looseObject({}), one.evaluation) && Object.hasOwn(all.answers, one.stage)
      ? { ...one, evaluation: { ...one.evaluation, answers: all.answers[one.stage] } }
      : one,
  );
  return parsedRecord({ ...record, questions: all.questions, stages });
}

/** The JSON at an address of this site; null when there is none (a static host may answer with a page instead). */
async function fetchJson(address: string): Promise<unknown> {
  return fetchPiece(address, (response) => response.json() as Promise<unknown>).catch(() => null);
}
