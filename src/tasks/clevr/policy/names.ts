import type { RandomStream } from '../../../random/stream';

/** The closed list of syllables of policy names; all have two letters, so a name splits in one way only. */
export const SYLLABLES = [
  ...['ba', 'be', 'bi', 'da', 'do', 'fa', 'fe', 'gi', 'go', 'ha', 'he', 'ka', 'ki', 'ku', 'la', 'lo'],
  ...['ma', 'me', 'mu', 'na', 'no', 'nu', 'pa', 'pi', 'ri', 'ro', 'sa', 'su', 'ta', 'ti', 'vo', 'zu'],
] as const;

export type Syllable = (typeof SYLLABLES)[number];

/** The largest number of layers, and with it the labels 1..63 and the case numbers 0..63. */
export const MAX_LAYERS = 6;
export const LABEL_COUNT = 2 ** MAX_LAYERS;
export const CASE_COUNT = 2 ** MAX_LAYERS;

/** Every pair of two different syllables (992 of them), capitalised ("Suri") and shuffled: draw by taking the next one. */
export function policyNames(random: RandomStream): string[] {
  const names = SYLLABLES.flatMap((first) =>
    SYLLABLES.filter((second) => second !== first).map(
      (second) => first[0].toUpperCase() + first[1] + second,
    ),
  );
  return random.shuffled(names);
}

/** "L3-Suri" of 3 and "Suri". */
export function policyName(layers: number, name: string): string {
  return `L${layers}-${name}`;
}

/** The layers and the two syllables of "L3-Suri"; null for anything that is not a policy name. */
export function parsePolicyName(text: string): { layers: number; syllables: [Syllable, Syllable] } | null {
  const found = /^L([1-6])-([A-Z][a-z])([a-z]{2})$/.exec(text);
  if (!found) return null;
  const [first, second] = [found[2].toLowerCase(), found[3]];
  if (!isSyllable(first) || !isSyllable(second) || first === second) return null;
  return { layers: Number(found[1]), syllables: [first, second] };
}

/** The two syllables of a policy name: "L3-Suri" -> ["su", "ri"]. Throws on anything that is not a policy name. */
export function nameSyllables(name: string): [Syllable, Syllable] {
  const parsed = parsePolicyName(name);
  if (!parsed) throw new Error(`"${name}" is not a policy name like "L3-Suri".`);
  return parsed.syllables;
}

function isSyllable(text: string): text is Syllable {
  return (SYLLABLES as readonly string[]).includes(text);
}

/** Label -> the dotted path of that heap index: 1 -> "1", 2 -> "1.1" (true child), 3 -> "1.2" (false child), 5 -> "1.1.2". */
export function dottedPath(label: number): string {
  return label
    .toString(2)
    .split('')
    .map((bit, depth) => (depth === 0 || bit === '0' ? '1' : '2'))
    .join('.');
}

/** "Condition 1.1.2" of label 5. */
export function conditionName(label: number): string {
  return `Condition ${dottedPath(label)}`;
}

/** The label 1..63 of a dotted path, the inverse of {@link dottedPath}; null if there is no such condition. */
export function labelOfPath(path: string): number | null {
  if (!/^1(\.[12]){0,5}$/.test(path)) return null;
  const bits = path.split('.').map((step, depth) => (depth === 0 || step === '2' ? '1' : '0'));
  return Number.parseInt(bits.join(''), 2);
}
