import { describe, expect, it } from 'vitest';
import { type Import, importsOf, projectFiles } from './support/source-files';

interface Room {
  /** The rooms that this one may import, besides itself. */
  below: string[];
  tensors?: boolean;
  react?: boolean;
}

/** Pure rooms that know of tasks only what the seam says. */
const PURE = ['tasks', 'sequence', 'random', 'pieces'];
const ENGINE = ['evaluate', 'train', 'model', 'kernels', ...PURE];
const PLAN = ['experiment/plan'];
const RECORD = ['experiment/record', 'experiment/share', ...PLAN];
const RESULTS = ['experiment/results', ...RECORD];
const RUN = ['experiment/run', ...RECORD];
const EXPERIMENT = ['experiment/inspect', 'experiment/export', ...RESULTS, ...RUN];

/** What every room of the page may know. */
const PAGE = ['worker', ...EXPERIMENT, ...PURE];
/** The rooms of the page, from the bottom up. */
const WORDS = ['app/pieces', 'app/terms', 'app/design', ...PAGE];
const STATE = ['app/state', ...WORDS];
const PARTS = ['app/parts', 'app/groups', 'app/charts', 'app/export', 'app/reach', ...STATE];
const TASKS = ['app/tasks', ...PARTS];
const PANELS = ['links', 'setup', 'queue', 'inspector', 'device', 'offline', 'running'].map(
  (name) => `app/${name}`,
);
const SCREENS = ['lab', 'rollouts', 'try', 'compare', 'learn'].map((name) => `app/${name}`);

const alike = (names: readonly string[], room: Room) => Object.fromEntries(names.map((name) => [name, room]));

const sources = projectFiles('src').filter(
  (path) => /\.tsx?$/.test(path) && !path.startsWith('src/kernels/wasm/assembly/'),
);

/** The tasks that there are: each has a folder in src/tasks, and one in src/app/tasks. */
const TASK_NAMES = [...new Set(sources.flatMap((path) => /^src\/tasks\/([^/]+)\//.exec(path)?.[1] ?? []))];

/** The files that say which tasks there are; nobody else outside a task imports from it. */
const REGISTRIES = [
  'src/tasks/registry.ts',
  'src/tasks/view-schemas.ts',
  'src/tasks/expected-tokens.ts',
  'src/tasks/own-policy.ts',
  'src/tasks/pretraining.ts',
  'src/app/tasks/registry.ts',
  'src/app/tasks/try-registry.ts',
  'src/app/tasks/lesson.ts',
  'src/app/tasks/tool-lesson.ts',
];

/** The rooms of src/, from top to bottom. A file belongs to the longest name that its path starts with. */
const ROOMS: Record<string, Room> = {
  app: { below: [...SCREENS, ...PANELS, ...TASKS], react: true },
  ...alike(SCREENS, { below: [...PANELS, ...TASKS], react: true }),
  ...alike(PANELS, { below: TASKS, react: true }),
  'app/running': { below: ['app/device', 'app/links', 'app/offline', ...TASKS], react: true },
  'app/tasks': { below: PARTS, react: true },
  'app/parts': { below: ['app/charts', ...STATE], react: true },
  'app/export': { below: ['app/parts', ...STATE], react: true },
  'app/reach': { below: WORDS, react: true },
  'app/groups': { below: STATE, react: true },
  'app/charts': { below: STATE, react: true },
  'app/state': { below: WORDS, react: true },
  'app/pieces': { below: ['app/design', ...PAGE], react: true },
  'app/terms': { below: ['app/design', ...PAGE], react: true },
  'app/design': { below: [], react: true },
  runner: { below: ['worker', 'bench', ...EXPERIMENT, ...ENGINE], tensors: true },
  worker: { below: ['bench', ...EXPERIMENT, ...ENGINE], tensors: true },
  bench: { below: [...EXPERIMENT, ...ENGINE], tensors: true },
  'experiment/inspect': { below: [...RUN, ...ENGINE], tensors: true },
  'experiment/export': { below: [...RESULTS, ...ENGINE], tensors: true },
  'experiment/results': { below: [...RECORD, ...ENGINE], tensors: true },
  'experiment/run': { below: [...RECORD, ...ENGINE], tensors: true },
  'experiment/share': { below: ['experiment/record', ...PLAN, ...PURE] },
  'experiment/record': { below: [...PLAN, ...ENGINE], tensors: true },
  'experiment/plan': { below: ENGINE, tensors: true },
  'experiment/testing': { below: [...EXPERIMENT, ...ENGINE] },
  evaluate: { below: ['train', 'model', 'kernels', ...PURE], tensors: true },
  train: { below: ['model', 'kernels', ...PURE], tensors: true },
  model: { below: ['kernels', 'sequence', 'random'], tensors: true },
  kernels: { below: ['random', 'pieces'], tensors: true },
  tasks: { below: ['sequence', 'random'] },
  scene: { below: ['sequence', 'random'] },
  sequence: { below: ['random'] },
  random: { below: [] },
  pieces: { below: [] },
};
for (const name of TASK_NAMES) {
  ROOMS[`app/tasks/${name}`] = { below: [`tasks/${name}`, 'scene', ...TASKS], react: true };
  ROOMS[`tasks/${name}`] = { below: ['scene', ...PURE] };
}

/** Rooms that hold files and other rooms, but no folders that are not rooms. */
const HALLS = ['app', 'app/tasks', 'tasks'];

const BY_LENGTH = Object.keys(ROOMS).sort((a, b) => b.length - a.length);

function roomOf(path: string): string | null {
  const room = BY_LENGTH.find((name) => path.startsWith(`src/${name}/`)) ?? null;
  const isInFolder = room !== null && path.slice(`src/${room}/`.length).includes('/');
  return room !== null && HALLS.includes(room) && isInFolder ? null : room;
}

const isTensorLibrary = (specifier: string) => specifier.startsWith('@tensorflow/');
const isReact = (specifier: string) => /^react(-dom)?(\/|$)/.test(specifier);
/** Tests need something to test with: they may draw it from a task. */
const isTest = (path: string) => /\.test\.tsx?$|\/testing\//.test(path);

/** Why `path` may not import this; null when it may. */
function objection(path: string, { specifier, file }: Import): string | null {
  const name = roomOf(path) ?? '';
  const room = ROOMS[name];
  if (!room) return `${path} is in no room`;
  if (isTensorLibrary(specifier) && !room.tensors) return `${path} must not touch tensors (${specifier})`;
  if (isReact(specifier) && !room.react) return `${path} must not import React`;
  const target = file === null ? null : roomOf(file);
  if (target === null || target === name || room.below.includes(target)) return null;
  if (isTest(path) && /^(tasks|experiment|scene)\b/.test(target)) return null;
  if (REGISTRIES.includes(path) && target.startsWith(`${name}/`)) return null;
  return `${path} must not import from src/${target}`;
}

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
    ['src/sequence/batch.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    ['src/app/lab/lab.tsx', "import type { Model } from '../../model/forward';"],
    ['src/train/sft.ts', "import { useState } from 'react';"],
    ['src/kernels/linear/linear.ts', "import {\n  a,\n  type B,\n} from '../../sequence/tokenizer';"],
    ['src/runner/main.ts', "const page = await import('../app/main');"],
    ['src/model/lora.ts', "export * from '../train/adamw';"],
    ['src/sequence/passage.ts', "import type { Scene } from '../scene/scene-graph';"],
    ['src/evaluate/end-task.ts', "import { renderScene } from '../scene/renderer';"],
    ['src/train/rl.ts', "import { clevrExample } from '../tasks/clevr/example';"],
    ['src/app/inspector/inspector.tsx', "import { Steps } from '../tasks/clevr/steps';"],
    ['src/app/tasks/pictures.tsx', "import { scenePicture } from './clevr/scene-picture';"],
    ['src/app/learn/learn-screen.tsx', "import '../lab/lab.css';"],
    ['src/app/state/stores.ts', "const { keepOffline } = await import('../offline/offline');"],
    ['src/app/new-folder/thing.ts', "import { runStore } from '../state/stores';"],
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
});
