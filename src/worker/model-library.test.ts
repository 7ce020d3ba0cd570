import { describe, expect, it } from 'vitest';
import type { ModelStore } from '../experiment/record/model-store';
import type { OwnRunMark } from '../experiment/record/run-store-db';
import { ModelLibrary } from './model-library';

/** A browser whose other tab stores the record of a run, and then its models, after so many looks of this one. */
function browser(looksBefore: number) {
  let looks = 0;
  const removed: string[] = [];
  const has = <T>(run: T): T[] => {
    looks += 1;
    return looks > looksBefore ? [run] : [];
  };
  const mark: OwnRunMark = { id: 'new', name: 'new', starred: false, date: '2026-01-01', experiment: '' };
  const store: ModelStore = {
    list: async () => ({
      models: [
        { id: 'gone', savedAt: 0, bytes: 1, stages: [], base: '' },
        ...has({ id: 'new', savedAt: 1, bytes: 1, stages: [], base: '' }),
      ],
      fault: null,
    }),
    makeRoom: async () => [],
    keep: async () => null,
    file: async () => null,
    remove: async (id) => void removed.push(id),
    open: () => () => {},
  };
  return { removed, library: new ModelLibrary(store, { own: async () => has(mark) }, 'build') };
}

describe('the library of models', () => {
  it.each([0, 1, 2])(
    'deletes models of runs that are gone, and none of a run that another tab is storing (%i)',
    async (looks) => {
      const { removed, library } = browser(looks);
      await library.tidy();
      expect(removed).toEqual(['gone']);
    },
  );
});
