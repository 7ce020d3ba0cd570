import { describe, expect, it } from 'vitest';
import biome from '../biome.json';
import { type Import, importsOf, projectFiles } from './support/source-files';

interface Room {
  /** The rooms that this one may import, besides itself. */
  below: string[];
  tensors?: boolean;
  react?: boolean;
}

const PURE = ['data', 'policy', 'tools', 'scene', 'random'];

/** The folders of src/, from top to bottom. biome.json says the same, for the editor; a test below compares. */
const ROOMS: Record<string, Room> = {
  app: { below: ['worker', 'experiment', ...PURE], react: true },
  runner: {
    below: ['worker', 'bench', 'experiment', 'evaluate', 'train', 'model', 'kernels', ...PURE],
    tensors: true,
  },
  worker: { below: ['bench', 'experiment', 'evaluate', 'train', 'model', 'kernels', ...PURE], tensors: true },
  bench: { below: ['experiment', 'evaluate', 'train', 'model', 'kernels', ...PURE], tensors: true },
  experiment: { below: ['evaluate', 'train', 'model', 'kernels', ...PURE], tensors: true },
  evaluate: { below: ['train', 'model', 'kernels', ...PURE], tensors: true },
  train: { below: ['model', 'kernels', ...PURE], tensors: true },
  model: { below: ['kernels', 'data', 'random'], tensors: true },
  kernels: { below: ['random'], tensors: true },
  data: { below: ['policy', 'tools', 'scene', 'random'] },
  policy: { below: ['scene', 'random'] },
  tools: { below: ['scene', 'random'] },
  scene: { below: ['random'] },
  random: { below: [] },
};

function roomOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

const isTensorLibrary = (specifier: string) => specifier.startsWith('@tensorflow/');
const isReact = (specifier: string) => /^react(-dom)?(\/|$)/.test(specifier);

/** Why `path` may not import this; null when it may. */
function objection(path: string, { specifier, file }: Import): string | null {
  const name = roomOf(path) ?? '';
  const room = ROOMS[name];
  if (!room) return `${path} is in no room`;
  if (isTensorLibrary(specifier) && !room.tensors) return `${path} must not touch tensors (${specifier})`;
  if (isReact(specifier) && !room.react) return `${path} must not import React`;
  const target = file === null ? null : roomOf(file);
  if (target === null || target === name || room.below.includes(target)) return null;
  return `${path} must not import from src/${target}`;
}

const sources = projectFiles('src').filter(
  (path) => /\.tsx?$/.test(path) && !path.startsWith('src/kernels/wasm/assembly/'),
);

/** The packages that a file's compiled code loads at once or later, through any number of files; workers are not imports. */
function packagesReachedFrom(entry: string): Map<string, string> {
  const reached = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (path: string, trail: string) => {
    if (seen.has(path) || !/\.tsx?$/.test(path)) return;
    seen.add(path);
    for (const { specifier, file, typeOnly } of importsOf(path)) {
      if (typeOnly) continue;
      if (file === null) reached.set(specifier, trail);
      else visit(file, `${trail} -> ${file}`);
    }
  };
  visit(entry, entry);
  return reached;
}

describe('rooms', () => {
  it('import only from the rooms below them', () => {
    const objections = sources.flatMap((path) =>
      importsOf(path).map((imported) => objection(path, imported)),
    );
    expect(objections.filter((sentence) => sentence !== null)).toEqual([]);
  });

  it('have files that never import each other in a circle', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (done.has(path) || trail.includes(path)) return;
      for (const { file, typeOnly } of importsOf(path)) {
        if (file?.startsWith('src/') && /\.tsx?$/.test(file) && !typeOnly) visit(file, [...trail, path]);
      }
      done.add(path);
    };
    for (const path of sources) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('keep tensors out of the page: they live in the worker', () => {
    const reached = packagesReachedFrom('src/app/main.tsx');
    expect(reached.has('react-dom/client')).toBe(true);
    expect([...reached].filter(([specifier]) => isTensorLibrary(specifier))).toEqual([]);
  });

  it.each([
    ['src/scene/renderer.ts', "import { walk } from '../policy/walk';"],
    ['src/data/batch.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    ['src/app/lab/lab.tsx', "import type { Model } from '../../model/forward';"],
    ['src/train/sft.ts', "import { useState } from 'react';"],
    ['src/kernels/linear/linear.ts', "import {\n  a,\n  type B,\n} from '../../data/tokenizer';"],
    ['src/runner/main.ts', "const page = await import('../app/main');"],
    ['src/model/lora.ts', "export * from '../train/adamw';"],
    ['src/policy/text.ts', "import '../data/examples';"],
  ])('%s may not say %s', (path, source) => {
    expect(importsOf(path, source).map((imported) => objection(path, imported))).toEqual([
      expect.any(String),
    ]);
  });

  it('tell a type import from a value import', () => {
    const source =
      "import type { A } from './a';\nimport { type B, c } from './b';\nexport type { D } from './d';";
    expect(importsOf('src/app/x.ts', source).map(({ typeOnly }) => typeOnly)).toEqual([true, false, true]);
  });

  it('are told to the linter in the same words', () => {
    const groups = Object.fromEntries(
      biome.overrides.map(({ includes, linter }) => [
        /^src\/(.+)\/\*\*$/.exec(includes[0])?.[1],
        linter.rules.style.noRestrictedImports.options.patterns[0].group,
      ]),
    );
    const names = Object.keys(ROOMS);
    const expected = Object.entries(ROOMS).map(([name, { below, tensors, react }]) => [
      name,
      [
        ...names
          .filter((other) => other !== name && !below.includes(other))
          .map((other) => `../**/${other}/**`),
        ...(tensors ? [] : ['@tensorflow/**']),
        ...(react ? [] : ['react', 'react-dom/**']),
      ],
    ]);
    expect(groups).toEqual(Object.fromEntries(expected));
  });
});
