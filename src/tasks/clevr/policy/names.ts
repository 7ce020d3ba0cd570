import type { RandomStream } from '../../../random/stream';
import { SYLLABLES, type Syllable } from '../../../sequence/vocabulary';

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

/** The label 1..63 of a dotted path, the inverse of {@link dottedPath} of the vocabulary; null if there is no such condition. */
export function labelOfPath(path: string): number | null {
  if (!/^1(\.[12]){0,5}$/.test(path)) return null;
  const bits = path.split('.').map((step, depth) => (depth === 0 || step === '2' ? '1' : '0'));
  return Number.parseInt(bits.join(''), 2);
}
