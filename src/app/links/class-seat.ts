import type { RunRecord } from '../../experiment/record/run-record';
import { type ClassRecipe, readResult, recipeOf, resultLink } from '../../experiment/results/class-result';
import { decodeLink, type SeedRange } from '../../experiment/share/share-link';
import { RandomStream } from '../../random/stream';
import type { Seat } from './seat-store';

/** The recipe of a class link; null where it cannot be read any more. */
export async function recipeOfLink(classLink: string): Promise<ClassRecipe | null> {
  const decoded = await decodeLink(classLink);
  return decoded.ok ? recipeOf(decoded.payload) : null;
}

/** The result link of a run for a class; null for a run of another experiment, and for one that is not at its end. */
export async function resultForClass(record: RunRecord, classLink: string): Promise<string | null> {
  const recipe = await recipeOfLink(classLink);
  // A config that no link can carry is none of a class.
  const link = recipe && (await resultLink(record).catch(() => null));
  return link && recipe && (await readResult(link, recipe)).ok ? link : null;
}

/** Whether a result is of the recipe in everything. */
export async function fits(link: string, classLink: string): Promise<boolean> {
  const recipe = await recipeOfLink(classLink);
  const read = recipe && (await readResult(link, recipe));
  return read?.ok === true && read.result.marks.length === 0;
}

/** A seed of the range, drawn anew on every laptop: what the browser knows by chance decides, since there is no server to ask. */
export function drawnSeed({ first, last }: SeedRange): number {
  const [chance] = crypto.getRandomValues(new Uint32Array(1));
  return first + RandomStream.of(chance, 'seat').int(last - first + 1);
}

/** The result of a run of this seat that the browser has kept: a page that is left in the moment of the end has not told it. */
export async function keptResult({ link: classLink, seed }: Seat): Promise<string | null> {
  const { createRunStorage, openRunTable } = await import('../../experiment/record/run-store-db');
  const { runs } = await createRunStorage(openRunTable).load();
  for (const { record } of runs) {
    const link = record?.config.seed === seed ? await resultForClass(record, classLink) : null;
    if (link && (await fits(link, classLink))) return link;
  }
  return null;
}
