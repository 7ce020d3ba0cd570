import type { ExperimentConfig } from '../plan/config';
import { isImportedBase } from '../plan/imported-base';
import type { Method } from '../plan/methods';
import { type ParsedConfig, parseConfig } from '../plan/parse-config';
import type { Preset } from '../plan/presets';
import { changed, changesOf, type Fields, isFields } from './changes';
import { packText, unpackText } from './packed-text';

/**
 * A setup in the query of an address, as people read and write it: `?preset=quick&method=trimpi-grpo&seed=5&rl.steps=40`. What is
 * not said is the preset's.
 */

/** The names that a query may have for a setup; whether there is such a setting is judged when it is read. */
export const SETUP_NAMES =
  /^(preset|method|seed|base|(dataset|directSft|vmCpt|cotSft|rl|evaluation|stop)\.\w{1,40})$/;

/** Settings that are words. */
const WORDS = new Set(['base', 'split', 'kind', 'trains', 'aggregation', 'own']);

/** What the address says of a setup: preset, method and seed, and every setting that is not the preset's. */
export function setupQuery(config: ExperimentConfig, preset: Preset): [name: string, value: string][] {
  const { preset: name, method, seed } = config;
  const changes = Object.entries(changesOf(config, preset)).flatMap(([section, value]) => {
    // Only this tab has a model that was imported.
    if (typeof value === 'string') return isImportedBase(value) ? [] : [[section, value]];
    return isFields(value)
      ? Object.entries(value).map(([key, one]) => [`${section}.${key}`, one === undefined ? '' : String(one)])
      : [];
  });
  return [['preset', name], ['method', method], ['seed', String(seed)], ...(changes as [string, string][])];
}

/** The setting that is a whole text: addresses carry it packed. */
const LONG = 'dataset.own';

/** The pairs of {@link setupQuery} as an address carries them. */
export function packedQuery(
  pairs: readonly (readonly [name: string, value: string])[],
): Promise<[name: string, value: string][]> {
  return Promise.all(
    pairs.map(async ([name, value]) => [name, name === LONG && value ? await packText(value) : value]),
  );
}

/** A query of an address as {@link setupOfQuery} reads it; null where its policy was cut off or changed on its way. */
export async function unpackedQuery(query: URLSearchParams): Promise<URLSearchParams | null> {
  const packed = query.get(LONG);
  if (!packed) return query;
  const text = await unpackText(packed);
  if (text === null) return null;
  const unpacked = new URLSearchParams(query);
  unpacked.set(LONG, text);
  return unpacked;
}

/**
 * The setup that a query asks for.
 *
 * @param method and seed where it names none
 */
export function setupOfQuery(
  query: URLSearchParams,
  preset: Preset,
  { method, seed }: { readonly method: Method; readonly seed: number },
): ParsedConfig {
  const changes: Record<string, unknown> = {};
  for (const [name, value] of query) {
    if (!SETUP_NAMES.test(name) || ['preset', 'method', 'seed'].includes(name)) continue;
    const [section, key] = name.split('.');
    const read = value === '' ? undefined : WORDS.has(key ?? section) ? value : numberOf(value);
    if (key === undefined) changes[section] = read;
    else changes[section] = { ...(changes[section] as Fields | undefined), [key]: read };
  }
  return parseConfig({
    ...changed(preset.config, changes),
    preset: preset.name,
    // Typed by hand, "+" stands as it is, and a query reads it as a space; no method's name has one.
    method: query.get('method')?.replaceAll(' ', '+') ?? method,
    seed: numberOf(query.get('seed') ?? String(seed)),
  });
}

/** A word where there should be a number stays one, to be refused. */
function numberOf(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}
