import { hasLink } from '../../../experiment/results/class-board';
import { resultLink } from '../../../experiment/results/class-result';
import { readImport } from '../import-file';
import type { HandedIn } from './class-store';

/** Largest file that is read as lines, bytes: beyond any class. */
const TEXT_LIMIT = 2_000_000;

/** A file that was handed in: result links, one per line, or a run as JSON. Never throws. */
export async function readHandedIn(file: File): Promise<HandedIn> {
  const refused = (message: string): HandedIn => ({ ok: false, message: `${file.name}: ${message}` });
  if (file.size <= TEXT_LIMIT) {
    const text = await file.text().catch(() => null);
    if (text === null) return refused('The browser could not read this file.');
    if (!text.trimStart().startsWith('{') && hasLink(text)) {
      return { ok: true, text, source: `${file.name}, line` };
    }
  }
  const read = await readImport(file);
  if (read.kind === 'run') {
    const link = await resultLink(read.record).catch(() => null);
    return link === null
      ? refused('This run did not come to the end of its method, so it has no result.')
      : { ok: true, text: link, source: `${file.name}, line` };
  }
  if (read.kind === 'weights') return refused('This is a model, not a result.');
  return refused(
    read.kind === 'refused' && file.size > TEXT_LIMIT
      ? read.message
      : 'There is no result link in it, and it is not a run either.',
  );
}
