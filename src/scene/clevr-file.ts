import { MAX_OBJECTS, parseScene } from './clevr-json';
import type { Scene } from './scene-graph';

/** A scene of a file, with the name of the picture that it came with. */
export interface FileScene {
  readonly name: string;
  readonly scene: Scene;
}

export type ClevrFile =
  | { readonly ok: true; readonly scenes: readonly FileScene[] }
  | { readonly ok: false; readonly message: string };

/** More than CLEVR's training split has. */
const MAX_SCENES = 100_000;

/** Directions are unit vectors; what is left on the ground of one that points up or down says nothing. */
const MIN_LENGTH = 0.1;

/**
 * Reads an official `CLEVR_*_scenes.json` file (Johnson et al., 2017): `{ "info": ..., "scenes": [...] }`. Never throws; a failure is
 * one sentence about the first thing that is wrong, and which scene it is in.
 */
export function readClevrFile(text: string): ClevrFile {
  const refused = (message: string): ClevrFile => ({ ok: false, message });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused(notANumber(text) ?? 'This file is not JSON.');
  }
  const list = (json as { scenes?: unknown } | null)?.scenes;
  if (!Array.isArray(list)) {
    return refused('This is not a file of CLEVR scenes: it has no list "scenes".');
  }
  if (list.length === 0) return refused('The file has no scenes.');
  if (list.length > MAX_SCENES) {
    return refused(`The file has ${list.length} scenes; this page reads ${MAX_SCENES} at most.`);
  }
  const scenes: FileScene[] = [];
  for (const [i, one] of list.entries()) {
    const name = nameOf(one, i);
    const count = objectCount(one);
    if (count === 0) return refused(`${name} has no objects.`);
    if (count > MAX_OBJECTS) {
      return refused(`${name} has ${count} objects; a CLEVR scene has ${MAX_OBJECTS} at most.`);
    }
    const parsed = parseScene(one);
    if (!parsed.ok) return refused(`${name}: ${parsed.message}`);
    const [x, y] = parsed.scene.directions.right;
    if (Math.sqrt(x * x + y * y) < MIN_LENGTH) {
      return refused(
        `${name}: directions.right points off the ground, so nobody knows which way the camera looked.`,
      );
    }
    scenes.push({ name, scene: parsed.scene });
  }
  return { ok: true, scenes };
}

function nameOf(scene: unknown, index: number): string {
  const file = (scene as { image_filename?: unknown } | null)?.image_filename;
  return typeof file === 'string' ? `Scene ${index} (${file.slice(0, 60)})` : `Scene ${index}`;
}

/** 1 where the objects are not even a list, which parseScene has a sentence for. */
function objectCount(scene: unknown): number {
  const objects = (scene as { objects?: unknown } | null)?.objects;
  return Array.isArray(objects) ? objects.length : 1;
}

/** Python writes numbers that JSON does not have. */
function notANumber(text: string): string | null {
  const found = /[[,:]\s*(NaN|-?Infinity)\s*[\],}]/.exec(text);
  if (!found) return null;
  const keys = [
    ...text.slice(Math.max(0, found.index - 400), found.index + 1).matchAll(/"([\w ]{1,40})"\s*:/g),
  ];
  const where = keys.at(-1)?.[1];
  return `The file has ${found[1]}${where ? ` in "${where}"` : ''} at character ${found.index + 1}; everything there is a finite number.`;
}
