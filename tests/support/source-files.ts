import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { ROOT } from '../../scripts/paths.mjs';

export { ROOT };

/** Every file under some folders of the repository but what the build writes. Paths relative to the repository. */
export function projectFiles(...folders: string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('/build/'));
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export interface Import {
  /** As written: `../scene/scene-graph`, or the name of a package. */
  specifier: string;
  /** The imported file, relative to the repository; null for a package. */
  file: string | null;
  /** `import type` and `export type`: gone after compilation. */
  typeOnly: boolean;
}

const FROM = /^\s*(?:import|export)\s+(type\s+(?!,|from\b))?[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const SIDE_EFFECT = /^\s*import\s*()['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\s*()\(\s*['"]([^'"]+)['"]/g;

function resolveRelative(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const base = normalize(join(dirname(from), specifier.replace(/\?.*$/, '')))
    .split(sep)
    .join('/');
  const candidates = ['', '.ts', '.tsx', '/index.ts'].map((ending) => base + ending);
  return candidates.find((path) => /\.\w+$/.test(path) && existsSync(join(ROOT, path))) ?? base;
}

/** Every import and re-export of a TypeScript source. */
export function importsOf(path: string, source = readText(path)): Import[] {
  return [FROM, SIDE_EFFECT, DYNAMIC].flatMap((pattern) =>
    [...source.matchAll(pattern)].map(([, type, specifier]) => ({
      specifier,
      file: resolveRelative(path, specifier),
      typeOnly: Boolean(type),
    })),
  );
}
