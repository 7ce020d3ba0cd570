import * as v from 'valibot';
import type { ExperimentConfig } from '../plan/config';
import { LIMITS } from '../plan/config-schema';
import { ALL_METHODS, STAGES } from '../plan/methods';
import { parseConfig } from '../plan/parse-config';
import { findPreset, PRESETS, type Preset } from '../plan/presets';
import { finite, jsonFault, refusal, short } from '../plan/untrusted';
import type { StageRecord } from '../record/run-record';
import { changed, changesOf } from './changes';
import { base64UrlToBytes, bytesToBase64Url, deflate, inflateRaw } from './compression';
import { crc32 } from './crc32';

/**
 * Links that carry an experiment: `#2.<base64url(deflate-raw(JSON))><check>`, the JSON being the difference from a named
 * preset, method, seed, build and optional results, the check six characters over all that stands before it. Version 1 is
 * the same without the check. Version 3 is version 2 with a range of seeds, for a class whose laptops take one each. All stay
 * readable for ever (golden-links.json).
 */
export interface LinkPayload {
  readonly config: ExperimentConfig;
  /** Build that made the link. */
  readonly build: string;
  /** Results of the run that the link is about; empty when it is about an experiment only. */
  readonly results: readonly LinkResult[];
  /** The seeds that a class shares out, instead of the config's; absent in links to one experiment. */
  readonly seeds?: SeedRange;
}

/** Seeds from `first` to `last`, both included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** Most seeds that a class shares out. */
export const MOST_SEEDS = 500;

/** What a link says of a stage's evaluation: accuracy without the policy with its 95 % interval, and with the policy. */
export interface LinkResult {
  readonly stage: StageRecord['stage'];
  readonly accuracy: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly inContext: number;
}

export type DecodedLink =
  | {
      readonly ok: true;
      readonly payload: LinkPayload;
      /** Sentences on what is not as the link's author had it. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

const VERSIONS = ['1', '2', '3'] as const;
/** Characters of the check: 32 bits. */
const CHECK_CHARS = 6;
const UNCHECKED =
  'This link is of the first version, which has no check: a character that was lost or mistyped on the way would not be noticed.';

/** Longest address that mail and chat programs leave alone; a longer one is better sent as a file. */
export const LINK_LIMIT = 2000;
/** Longest encoded payload that is looked at, characters: far beyond any link of ours. */
const ENCODED_LIMIT = 16_384;
/** Most bytes that a payload may inflate to. */
const INFLATED_LIMIT = 65_536;

/** Whether an address, link included, is too long to be sent as a link. */
export function tooLong(address: string): boolean {
  return address.length > LINK_LIMIT;
}

const share = v.pipe(finite, v.minValue(0), v.maxValue(1));
const optionalShare = v.nullable(share);

const resultSchema = v.pipe(
  v.strictObject({
    stage: v.picklist(STAGES),
    accuracy: optionalShare,
    low: optionalShare,
    high: optionalShare,
    inContext: share,
  }),
  v.check(
    ({ accuracy, low, high }) =>
      accuracy === null
        ? low === null && high === null
        : low !== null && high !== null && low <= accuracy && accuracy <= high,
    'an accuracy lies within its interval.',
  ),
) satisfies v.GenericSchema<unknown, LinkResult>;

const linkSchema = v.strictObject({
  preset: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)),
  /** {@link presetMark} of the preset that the changes were taken from. */
  mark: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
  method: v.picklist(ALL_METHODS),
  seed: finite,
  build: v.pipe(v.string(), v.regex(/^[\w.+-]{1,64}$/)),
  changes: v.optional(v.record(v.string(), v.unknown())),
  results: v.optional(v.pipe(v.array(resultSchema), v.maxLength(5))),
  seeds: v.optional(
    v.pipe(
      v.strictObject({ first: finite, last: finite }),
      v.check(
        ({ first, last }) => isSeed(first) && isSeed(last) && first <= last && last - first < MOST_SEEDS,
        `a class has whole seeds from ${LIMITS.seed.min} to ${LIMITS.seed.max}, at most ${MOST_SEEDS} of them.`,
      ),
    ),
  ),
});

function isSeed(value: number): boolean {
  return Number.isInteger(value) && value >= LIMITS.seed.min && value <= LIMITS.seed.max;
}

/**
 * The link of an experiment, `#2.` and some 70 to 400 characters; `#3.` with seeds for a class.
 *
 * @throws Error with a sentence when the config names no preset of this page
 */
export async function encodeLink({ config, build, results, seeds }: LinkPayload): Promise<string> {
  const preset = findPreset(config.preset);
  if (!preset) {
    throw new Error(`A link starts from a preset, and there is none named "${config.preset}".`);
  }
  const changes = changesOf(config, preset);
  const json = JSON.stringify({
    preset: preset.name,
    mark: presetMark(preset),
    method: config.method,
    seed: config.seed,
    build,
    ...(Object.keys(changes).length > 0 ? { changes } : {}),
    ...(results.length > 0 ? { results } : {}),
    ...(seeds ? { seeds } : {}),
  });
  const packed = bytesToBase64Url(await deflate(new TextEncoder().encode(json), 'deflate-raw'));
  const body = `${seeds ? 3 : 2}.${packed}`;
  return `#${body}${checkOf(body)}`;
}

/** Reads the hash of an address. Never throws and starts nothing: whatever is wrong comes back as a sentence. */
export async function decodeLink(hash: string): Promise<DecodedLink> {
  const found = /^#?(\d{1,4})\.([A-Za-z0-9_-]*)$/.exec(hash.slice(0, ENCODED_LIMIT));
  if (!found || hash.length > ENCODED_LIMIT) {
    return refuse('It is incomplete or holds characters that no link has.');
  }
  const [, version, rest] = found;
  if (!VERSIONS.some((known) => known === version)) {
    const message = `This link is of version ${version}, and this page reads versions 1 to 3. A newer page may open it.`;
    return { ok: false, message };
  }
  const isChecked = version !== '1';
  const [body, check] = [rest.slice(0, -CHECK_CHARS), rest.slice(-CHECK_CHARS)];
  const isAs = (made: string) => check === checkOf(`${made}.${body}`);
  // A link of another version whose first digit was changed has the check of that version.
  if (isChecked ? !isAs(version) : VERSIONS.some((made) => made !== version && isAs(made))) {
    return refuse('It is not as it was made: a character has changed, or part of it was cut off.');
  }
  const packed = isChecked ? body : rest;
  const bytes = base64UrlToBytes(packed);
  const inflated = bytes && (await inflateRaw(bytes, INFLATED_LIMIT));
  if (!inflated) {
    return refuse('It is damaged, or part of it was cut off.');
  }
  if (inflated === 'too large') {
    return refuse(`It unpacks to more than ${INFLATED_LIMIT / 1024} KiB.`);
  }
  const decoded = readLinkJson(inflated);
  if (decoded.ok && (decoded.payload.seeds !== undefined) !== (version === '3')) {
    return refuse('Its version does not go with what it holds.');
  }
  return decoded.ok && !isChecked ? { ...decoded, notes: [UNCHECKED, ...decoded.notes] } : decoded;
}

/** @param body version, point and packed JSON */
function checkOf(body: string): string {
  const check = new Uint8Array(4);
  new DataView(check.buffer).setUint32(0, crc32(new TextEncoder().encode(body)));
  return bytesToBase64Url(check);
}

/** Reads the inflated bytes of a link. */
export function readLinkJson(bytes: Uint8Array): DecodedLink {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('It is damaged.');
  }
  const fault = jsonFault(json, { depth: 4, values: 200 });
  if (fault) {
    return refuse(fault);
  }
  const parsed = v.safeParse(linkSchema, json, { abortEarly: true });
  if (!parsed.success) {
    return refuse(refusal(parsed.issues));
  }
  const { preset: name, mark, method, seed, build, changes = {}, results = [], seeds } = parsed.output;
  const preset = findPreset(name);
  if (!preset) {
    const known = PRESETS.map((one) => one.name).join(', ');
    return refuse(`It starts from the preset "${short(name)}", and this page has ${known}.`);
  }
  const config = parseConfig({ ...changed(preset.config, changes), preset: name, method, seed });
  if (!config.ok) {
    return refuse(config.message);
  }
  const notes = [...config.notes];
  if (mark !== presetMark(preset)) {
    notes.unshift(
      `The preset "${preset.title}" has changed since this link was made; what the link does not say is taken from today’s.`,
    );
  }
  return { ok: true, payload: { config: config.config, build, results, ...(seeds ? { seeds } : {}) }, notes };
}

/** The results of a run as a link tells them: digits enough for whole percents to be those of the run, also near a half. */
export function linkResults(stages: readonly StageRecord[]): LinkResult[] {
  const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
  return stages.flatMap(({ stage, evaluation }) => {
    if (!evaluation) {
      return [];
    }
    const { endTask, inContext } = evaluation;
    return {
      stage,
      accuracy: endTask && rounded(endTask.value),
      low: endTask && rounded(endTask.low),
      high: endTask && rounded(endTask.high),
      inContext: rounded(inContext.value),
    };
  });
}

/** A short mark of a preset's settings: a link of yesterday's preset can be told from one of today's. */
export function presetMark({ config }: Preset): string {
  // FNV-1a, 32 bit: against accidents, not against forgers, who may put anything into a link anyway.
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify(config)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function refuse(reason: string): DecodedLink {
  return { ok: false, message: `This link cannot be opened. ${reason} Ask for it again, or as a file.` };
}
