import { describe, expect, it } from 'vitest';
import { type ClassRecipe, resultLink } from '../../../experiment/results/class-result';
import { estimate } from '../../../experiment/results/statistics';
import { runRecordOf } from '../../../experiment/testing/records';
import { createClassStore, KEY } from './class-store';
import { resultsEnd, resultTicks, shareDomain, shareTicks } from './growth-axes';
import { rangesInWords, summaryOf } from './summary';

const { config } = runRecordOf({ seed: 1, accuracy: 0.5 });
const recipe: ClassRecipe = { config, seeds: { first: 1, last: 9 }, build: 'abc123' };
const handedIn = async (seed: number, accuracy: number) =>
  (await resultLink(runRecordOf({ seed, accuracy }))) ?? '';

/** A browser's storage, or one that is forbidden. */
function storageOf(kept: Map<string, string> | null) {
  const map = () => {
    if (!kept) throw new DOMException('denied', 'SecurityError');
    return kept;
  };
  return () => ({
    getItem: (key: string) => map().get(key) ?? null,
    setItem: (key: string, value: string) => void map().set(key, value),
    removeItem: (key: string) => void map().delete(key),
  });
}

describe('what a teacher collects', () => {
  it('is there at the next visit', async () => {
    const kept = new Map<string, string>();
    const first = createClassStore(storageOf(kept));
    await first.getState().load();
    expect(await first.getState().start(recipe)).toBeNull();
    // Pasted twice in one moment: the second meets what the first brought.
    const lines = `${await handedIn(1, 0.4)}\n${await handedIn(2, 0.5)}`;
    await Promise.all([first.getState().collect(lines), first.getState().collect(lines)]);
    expect(first.getState().faults).toHaveLength(2);
    expect(first.getState().said).toEqual(['No result came in; 2 lines brought none.']);

    const second = createClassStore(storageOf(kept));
    await second.getState().load();
    expect(second.getState().board).toEqual(first.getState().board);
    second.getState().remove(second.getState().board?.results[0] as never);
    expect(second.getState().board?.results).toHaveLength(1);
    second.getState().undo();
    expect(second.getState().board).toEqual(first.getState().board);
    second.getState().end();
    expect(kept.has(KEY)).toBe(false);
  });

  it('is said not to last where nothing can be stored, and says what of it cannot be read', async () => {
    const forbidden = createClassStore(storageOf(null));
    await forbidden.getState().load();
    await forbidden.getState().start(recipe);
    await forbidden.getState().collect(await handedIn(1, 0.4));
    expect(forbidden.getState().board?.results).toHaveLength(1);
    expect(forbidden.getState().unkept).toContain('save it as a file');

    const damaged = createClassStore(storageOf(new Map([[KEY, '#3.AAAA']])));
    await damaged.getState().load();
    expect(damaged.getState().board).toBeNull();
    expect(damaged.getState().faults[0]).toMatch(/^The class of an earlier visit cannot be read/);
  });

  it('opens from the file that it was saved as, and not from something else', async () => {
    const store = createClassStore(storageOf(new Map()));
    await store.getState().load();
    await store.getState().collectAll([
      { ok: true, text: await handedIn(3, 0.4) },
      { ok: false, message: 'cat.png: no' },
    ]);
    expect(store.getState().board).toBeNull();
    expect(store.getState().faults).toEqual([expect.stringContaining('not of a class'), 'cat.png: no']);
  });
});

describe('the chart of a class', () => {
  it('has an axis with room for what comes, and one that shows all results', async () => {
    expect([0, 1, 4, 5, 12, 30].map((count) => resultsEnd(count, 30))).toEqual([5, 5, 5, 10, 15, 30]);
    expect([resultsEnd(1, 1), resultsEnd(40, 30)]).toEqual([2, 40]);
    expect(resultTicks(15)).toEqual([1, 2, 4, 6, 8, 10, 12, 14]);
    expect(resultTicks(5)).toEqual([1, 2, 3, 4, 5]);
    const summary = (...values: number[]) => ({
      steps: values.map((accuracy) => ({ result: { accuracy } }) as never),
      now: values.length > 0 ? estimate(values) : null,
    });
    expect(shareDomain(summary())).toEqual([0, 1]);
    expect(shareDomain(summary(0))).toEqual([0, 0.4]);
    expect(shareDomain(summary(0.86, 0.97, 0.9, 0.93))).toEqual([0.6, 1]);
    expect(shareTicks([0.6, 1])).toEqual([0.6, 0.7, 0.8, 0.9, 1]);
    expect(shareTicks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('names the seeds that are not in', async () => {
    expect(rangesInWords([1, 2, 4, 7, 8, 9])).toBe('1, 2, 4, 7 to 9');
    const store = createClassStore(storageOf(new Map()));
    await store.getState().start(recipe);
    await store.getState().collect(`${await handedIn(2, 0.4)}\n${await handedIn(5, 0.6)}`);
    const summary = summaryOf(store.getState().board as never, false);
    expect(summary).toMatchObject({ places: 9, missing: '1, 3, 4, 6 to 9', now: { n: 2, mean: 0.5 } });
  });
});
