import { short } from '../plan/untrusted';
import { decodeLink } from '../share/share-link';
import { type ClassRecipe, type ClassResult, readResult, recipeOf } from './class-result';
import { type Estimate, estimate } from './statistics';

/** What a teacher has collected, in the order in which it came. */
export interface ClassBoard {
  readonly recipe: ClassRecipe;
  /** From # on. */
  readonly link: string;
  readonly results: readonly ClassResult[];
}

/** A board after some lines were read. */
export interface Collected {
  readonly board: ClassBoard;
  /** Results that came in. */
  readonly added: readonly ClassResult[];
  /** A sentence for every line that brought none, with its number. */
  readonly faults: readonly string[];
}

/** Most lines that are read at once: more than any class has, and quick to read. */
export const MOST_LINES = 2000;
/** Longest line that is looked at, characters. */
const LINE_LIMIT = 20_000;

const LINK = /#\d{1,4}\.[A-Za-z0-9_-]*/;

/** Whether a text has anything that looks like a link. */
export function hasLink(text: string): boolean {
  return LINK.test(text);
}

/**
 * Reads result links, one per line with any words around them, and adds the good ones. Never throws.
 *
 * @param source what the lines are called in sentences: "Line" or the name of a file with ", line"
 */
export async function collect(board: ClassBoard, text: string, source = 'Line'): Promise<Collected> {
  const lines = text.split(/\r\n|\r|\n/);
  const faults: string[] = [];
  const added: ClassResult[] = [];
  let results = board.results;
  for (const [i, line] of lines.slice(0, MOST_LINES).entries()) {
    if (line.trim() === '') continue;
    const outcome = await readLine(line, { ...board, results });
    if (outcome === null) continue;
    if (typeof outcome === 'string') faults.push(`${source} ${i + 1}: ${outcome}`);
    else {
      added.push(outcome);
      results = [...results, outcome];
    }
  }
  if (lines.length > MOST_LINES) {
    faults.push(`${source} ${MOST_LINES + 1} and the following were not read: at most ${MOST_LINES} are.`);
  }
  return { board: { ...board, results }, added, faults };
}

/** A result, why the line has none, or null for the class's own link, which says nothing new. */
async function readLine(line: string, board: ClassBoard): Promise<ClassResult | string | null> {
  const [link] = (line.length <= LINE_LIMIT && LINK.exec(line)) || [];
  if (link === undefined) return `There is no result link in “${short(line.trim())}”.`;
  if (link === board.link) return null;
  const read = await readResult(link, board.recipe);
  if (!read.ok) return read.message;
  return duplicate(read.result, board.results) ?? read.result;
}

/** Why a result adds nothing, as a sentence; null when it does. One that fits may stand beside one of its seed that does not. */
function duplicate({ seed, accuracy, marks }: ClassResult, results: readonly ClassResult[]): string | null {
  const before = results.find((one) => one.seed === seed && one.marks.join() === marks.join());
  if (!before) return null;
  return before.accuracy === accuracy
    ? `Seed ${seed} is in already, with the same result.`
    : `Seed ${seed} is in already with ${inPercent(before.accuracy)}, and this one has ${inPercent(accuracy)}: two laptops took the same seed. The first one stays.`;
}

function inPercent(share: number): string {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}

/** The results that count, in the order in which they came: those that fit, and if wanted the others; a seed counts once. */
export function counted(
  { results }: Pick<ClassBoard, 'results'>,
  withMarked: boolean,
): readonly ClassResult[] {
  const fits = ({ marks }: ClassResult) => marks.length === 0;
  const fitting = new Set(results.filter(fits).map(({ seed }) => seed));
  const seen = new Set<number>();
  return results.filter((result) => {
    const counts = fits(result) || (withMarked && !fitting.has(result.seed));
    if (!counts || seen.has(result.seed)) return false;
    seen.add(result.seed);
    return true;
  });
}

/** Mean, spread and interval after each result; the interval of shares ends at 0 and 1. */
export function growth(results: readonly Pick<ClassResult, 'accuracy'>[]): Estimate[] {
  const values = results.map(({ accuracy }) => accuracy);
  return values.map((_, i) => {
    const found = estimate(values.slice(0, i + 1));
    const { interval } = found;
    return interval
      ? { ...found, interval: { low: Math.max(0, interval.low), high: Math.min(1, interval.high) } }
      : found;
  });
}

/** A board as text, which {@link boardOfText} reads again and which can be sent as a file: the class link, then a result a line. */
export function textOfBoard({ link, results }: ClassBoard): string {
  return [link, ...results.map((result) => result.link), ''].join('\n');
}

export type OpenedBoard =
  | { readonly ok: true; readonly collected: Collected }
  | { readonly ok: false; readonly message: string };

/** The board of a text whose first link is a class link. Never throws. */
export async function boardOfText(text: string, source = 'Line'): Promise<OpenedBoard> {
  const [link] = LINK.exec(text.slice(0, LINE_LIMIT)) ?? [];
  if (link === undefined) return { ok: false, message: 'There is no class link in it.' };
  const decoded = await decodeLink(link);
  if (!decoded.ok) return decoded;
  const recipe = recipeOf(decoded.payload);
  if (!recipe) {
    return {
      ok: false,
      message: 'This link is of one experiment, not of a class: it has no range of seeds.',
    };
  }
  return { ok: true, collected: await collect({ recipe, link, results: [] }, text, source) };
}
