import * as v from 'valibot';
import type { ExperimentConfig } from '../plan/config';
import type { StageName } from '../plan/methods';
import { jsonOfMeasured } from './measured';
import { parseRunRecord } from './record-schema';
import type { Provenance, RunRecord, StageRecord } from './run-record';
import { NOTHING_DONE, type RunState, stagesSoFar } from './run-state';

/**
 * A run on its way, as bytes: a line that names the format, the length of the JSON (uint32, little-endian), the JSON,
 * zeros up to a multiple of 4, then the arrays it lists, float32, little-endian.
 */
export interface Checkpoint {
  /** The record's id, once there is a record. */
  readonly id: string;
  readonly config: ExperimentConfig;
  /** Of the run's start. */
  readonly provenance: Provenance;
  /** SHA-256 of the base's parameters, in hex: from another base the run could not go on as it began. */
  readonly base: string;
  readonly state: RunState;
}

export type DecodedCheckpoint =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  /** `message`: why it cannot be read, as a sentence. */
  | { readonly ok: false; readonly message: string };

/** The stages of a run that is still in its first evaluation. */
const BEGUN: readonly StageRecord[] = [{ stage: 'base', curve: [], evaluation: null, seconds: 0 }];

const FORMAT = 'TriMPI checkpoint 1\n';
const START = FORMAT.length + 4;

/** What the JSON says beside a run record: where the arrays are, and what the optimizer has done. */
const extrasSchema = v.strictObject({
  base: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  updates: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
  arrays: v.array(
    v.strictObject({ name: v.string(), length: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  ),
});

export function encodeCheckpoint({
  id,
  config,
  provenance,
  base,
  state,
}: Checkpoint): Uint8Array<ArrayBuffer> {
  const { values, rollouts, current } = state;
  const arrays = [
    ...[...values].map(([stage, array]): [string, Float32Array] => [stage, array]),
    ...(current
      ? ([
          ['parameters', current.parameters],
          ['m', current.optimizer.m],
          ['v', current.optimizer.v],
        ] as const)
      : []),
  ];
  const record = {
    ...{ version: 1, id, title: '', config, provenance, rollouts, stoppedEarly: null },
    stages: state.stages.length === 0 && !state.current ? BEGUN : stagesSoFar(state),
  };
  const extras = {
    base,
    updates: current?.optimizer.step ?? null,
    arrays: arrays.map(([name, { length }]) => ({ name, length })),
  };
  const json = new TextEncoder().encode(jsonOfMeasured({ record, extras }));
  const floats = aligned(START + json.length);
  const bytes = new Uint8Array(floats + arrays.reduce((sum, [, array]) => sum + array.byteLength, 0));
  bytes.set(new TextEncoder().encode(FORMAT));
  new DataView(bytes.buffer).setUint32(FORMAT.length, json.length, true);
  bytes.set(json, START);
  let at = floats;
  for (const [, array] of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}

/** Reads what {@link encodeCheckpoint} wrote. Never throws: another build, or anybody, may have written the bytes. */
export function decodeCheckpoint(bytes: Uint8Array): DecodedCheckpoint {
  if (bytes.length < START || new TextDecoder().decode(bytes.subarray(0, FORMAT.length)) !== FORMAT) {
    return refuse('it is of another version of this page');
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(FORMAT.length, true);
  let json: { record?: unknown; extras?: unknown } | null;
  try {
    json = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(START, START + length)),
    );
  } catch {
    return refuse('part of it is missing');
  }
  const parsed = parseRunRecord(json?.record);
  const extras = v.safeParse(extrasSchema, json?.extras);
  if (!parsed.ok || !extras.success) {
    return refuse('it does not hold what this page keeps of a run');
  }
  const { base, updates, arrays } = extras.output;
  const { id, config, provenance } = parsed.record;
  const read = readArrays(bytes, aligned(START + length), arrays);
  const state = read && stateOf(parsed.record, updates, read);
  return state
    ? { ok: true, checkpoint: { id, config, provenance, base, state } }
    : refuse('its parts do not belong together');
}

/** The arrays by name; null when they are not all there. */
function readArrays(
  bytes: Uint8Array,
  start: number,
  listed: readonly { readonly name: string; readonly length: number }[],
): Map<string, Float32Array> | null {
  const arrays = new Map<string, Float32Array>();
  let at = start;
  for (const { name, length } of listed) {
    const end = at + 4 * length;
    if (end > bytes.length) {
      return null;
    }
    // A copy: it starts at a multiple of 4, and it does not keep the whole file in memory.
    arrays.set(name, new Float32Array(bytes.slice(at, end).buffer));
    at = end;
  }
  return arrays;
}

/** The state that a record and arrays make; null when one has what the other lacks. */
function stateOf(
  { stages, rollouts }: RunRecord,
  updates: number | null,
  arrays: ReadonlyMap<string, Float32Array>,
): RunState | null {
  const finished = stages.filter(({ evaluation }) => evaluation !== null);
  const values = new Map<StageName, Float32Array>();
  for (const { stage } of finished) {
    const array = arrays.get(stage);
    if (array) {
      values.set(stage, array);
    } else if (stage !== 'base') {
      return null;
    }
  }
  if (!alike([...values.values()])) {
    return null;
  }
  if (updates === null && finished.length === 0 && stages.length === 1 && stages[0].stage === 'base') {
    return NOTHING_DONE;
  }
  if (updates === null) {
    return finished.length === stages.length ? { stages: finished, rollouts, values, current: null } : null;
  }
  const { stage, curve, seconds } = stages[stages.length - 1];
  const [parameters, m, v2] = ['parameters', 'm', 'v'].map((name) => arrays.get(name));
  if (
    finished.length !== stages.length - 1 ||
    values.has(stage) ||
    !parameters ||
    !m ||
    !v2 ||
    !alike([parameters, m, v2])
  ) {
    return null;
  }
  const current = { stage, curve, seconds, parameters, optimizer: { m, v: v2, step: updates } };
  return { stages: finished, rollouts, values, current };
}

/** Parameters of one model are all of one length; a stage that trains adapters has more than those before it. */
function alike(arrays: readonly Float32Array[]): boolean {
  return arrays.every(({ length }) => length === arrays[0].length);
}

function refuse(reason: string): DecodedCheckpoint {
  return { ok: false, message: `A run that this browser kept cannot be read: ${reason}.` };
}

function aligned(length: number): number {
  return Math.ceil(length / 4) * 4;
}
