import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExperimentConfig } from '../plan/config';
import { encodeLink, type LinkResult } from '../share/share-link';
import { nearPreset } from '../testing/configs';
import { runRecordOf } from '../testing/records';
import { boardOfText, type ClassBoard, collect, counted, growth, textOfBoard } from './class-board';
import { type ClassRecipe, classLink, readResult, resultLink } from './class-result';

const BUILD = 'abc123';
const { config } = runRecordOf({ seed: 1, accuracy: 0.5 });
const recipe: ClassRecipe = { config, seeds: { first: 1, last: 30 }, build: BUILD };
const board = async (): Promise<ClassBoard> => ({ recipe, link: await classLink(recipe), results: [] });

const handedIn = async (seed: number, accuracy: number) =>
  `https://example.org/app/${await resultLink(runRecordOf({ seed, accuracy }))}`;

async function linkOf(change: Partial<ExperimentConfig>, build = BUILD, results?: LinkResult[]) {
  const rl = { stage: 'rl', accuracy: 0.5, low: 0.4, high: 0.6, inContext: 0.7 } as const;
  return encodeLink({ config: { ...config, ...change }, build, results: results ?? [rl] });
}

describe('a class', () => {
  it('keeps the good ones of fifty lines, and says of each broken one what is wrong', async () => {
    const lines = await Promise.all(
      Array.from({ length: 50 }, (_, i) => handedIn(i < 30 ? i + 1 : 30, (i + 20) / 100)),
    );
    lines.splice(30, 20, ...(await Promise.all(Array.from({ length: 20 }, (_, i) => handedIn(31 + i, 0.5)))));
    const wide: ClassBoard = { ...(await board()), recipe: { ...recipe, seeds: { first: 1, last: 60 } } };
    lines[4] = lines[4].slice(0, -12);
    lines[20] = 'Ben: mine does not work :(';
    lines[33] = lines[33].replace('#2.', '#7.');
    const { board: full, added, faults } = await collect(wide, `\n${lines.join('\r\n')}\n\n`);
    expect(added).toHaveLength(47);
    expect(full.results).toEqual(added);
    expect(faults).toEqual([
      expect.stringMatching(/^Line 6: .*part of it was cut off/),
      expect.stringMatching(/^Line 22: There is no result link in “Ben: mine/),
      expect.stringMatching(/^Line 35: .*version 7/),
    ]);
    expect(added[0]).toMatchObject({ seed: 1, accuracy: 0.2, marks: [] });
    expect(added[0].interval?.low).toBeLessThan(0.2);
  });

  it('refuses duplicates, foreign experiments and unfinished runs by name', async () => {
    const foreign = await linkOf({ method: 'cot-sft', seed: 4 });
    const unfinished = await linkOf({ seed: 5 }, BUILD, [
      { stage: 'cot-sft', accuracy: 0.5, low: 0.4, high: 0.6, inContext: 0.7 },
    ]);
    const one = await handedIn(3, 0.5);
    const empty = await board();
    const lines = [
      one,
      one,
      await handedIn(3, 0.75),
      foreign,
      unfinished,
      empty.link,
      await linkOf({ preset: 'sparse' }),
    ];
    const { added, faults } = await collect(empty, lines.join('\n'), 'notes.txt, line');
    expect(added.map(({ seed }) => seed)).toEqual([3]);
    expect(faults).toEqual([
      'notes.txt, line 2: Seed 3 is in already, with the same result.',
      'notes.txt, line 3: Seed 3 is in already with 50.0\u00a0%, and this one has 75.0\u00a0%: two laptops took the same seed. The first one stays.',
      'notes.txt, line 4: This is another experiment: CoT SFT on ClevrPolicy-T, preset Quick, seed 4. The class runs TriMPI w/ PoRo-DAPO on ClevrPolicy-T, preset Quick.',
      'notes.txt, line 5: Seed 5 has no result after its last stage, RL: the run had not finished.',
      expect.stringMatching(/^notes.txt, line 7: This is another experiment: .*Sparse reasoning/),
    ]);
  });

  it('marks what does not fit the recipe, and counts it only when asked to', async () => {
    const lines = [
      await linkOf({ seed: 1 }, 'other1'),
      await linkOf({ seed: 2, rl: { ...config.rl, steps: 12 } }),
      await linkOf({ seed: 99 }),
      await linkOf({ seed: 2 }),
    ];
    const { board: full, faults } = await collect(await board(), lines.join('\n'));
    expect(faults).toEqual([]);
    expect(full.results.map(({ marks }) => marks)).toEqual([
      ['Version of the page: other1 instead of abc123.'],
      ['RL steps: 12 instead of 120.'],
      ['Seed: 99 is not one of the class’s, 1 to 30.'],
      [],
    ]);
    expect(counted(full, false).map(({ seed }) => seed)).toEqual([2]);
    // Of seed 2 the one that fits counts.
    expect(counted(full, true)).toEqual([full.results[0], full.results[2], full.results[3]]);
  });

  it('is text that is read again as it was, whatever was collected', async () => {
    const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 12 });
    const accuracy = fc.integer({ min: 0, max: 100 });
    await fc.assert(
      fc.asyncProperty(seeds, accuracy, fc.boolean(), async (seeds, accuracy, isOther) => {
        const links = seeds.map((seed) =>
          isOther ? linkOf({ seed }, 'other1') : handedIn(seed, accuracy / 100),
        );
        const { board: full } = await collect(await board(), (await Promise.all(links)).join('\n'));
        expect(full.results).toHaveLength(seeds.length);
        const opened = await boardOfText(textOfBoard(full));
        expect(opened).toMatchObject({ ok: true, collected: { board: full, faults: [] } });
      }),
      { numRuns: 25 },
    );
  });

  it('never throws, and takes in nothing of what is no result', async () => {
    const empty = await board();
    const good = await handedIn(7, 0.5);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.nat({ max: good.length - 1 }), async (junk, at) => {
        const { added } = await collect(empty, `${junk}\n${good.slice(0, at)}${junk}`);
        // Some text behind a whole link does no harm to it.
        expect(added.length).toBe(0);
        expect((await boardOfText(junk)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
    const { faults } = await collect(empty, 'x\n'.repeat(2500));
    expect(faults).toHaveLength(2001);
    expect(faults.at(-1)).toMatch(/^Line 2001 and the following were not read/);
  });

  it('is made from any experiment that the screens allow', async () => {
    await fc.assert(
      fc.asyncProperty(nearPreset, async (config) => {
        const own: ClassRecipe = { config, seeds: { first: 0, last: 0 }, build: BUILD };
        const opened = await boardOfText(await classLink(own));
        expect(opened.ok && opened.collected.board.recipe).toEqual({
          ...own,
          config: { ...config, seed: 0 },
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('the mean of a class', () => {
  it('comes with an interval that narrows as results come in', () => {
    const results = [0.4, 0.5, 0.45, 0.47, 0.43, 0.46].map((accuracy) => ({ accuracy }));
    const steps = growth(results);
    expect(steps.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(steps[0].interval).toBeNull();
    const widths = steps.slice(1).map(({ interval }) => (interval ? interval.high - interval.low : 0));
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(steps[5].mean).toBeCloseTo(0.4517, 4);
    expect(growth([{ accuracy: 0 }, { accuracy: 1 }])[1].interval).toEqual({ low: 0, high: 1 });
  });
});

describe('a result', () => {
  it('of In-Context is what it reads with the policy in its prompt', async () => {
    const record = runRecordOf({ seed: 2, accuracy: 0.5, method: 'in-context' });
    const own = { ...recipe, config: record.config };
    const read = await readResult((await resultLink(record)) ?? '', own);
    expect(read).toMatchObject({ ok: true, result: { seed: 2, accuracy: 0.7, interval: null, marks: [] } });
  });

  it('is there only at the end of the method', async () => {
    const record = runRecordOf({ seed: 2, accuracy: 0.5 });
    expect(await resultLink({ ...record, stages: record.stages.slice(0, -1) })).toBeNull();
    const link = (await resultLink(record)) ?? '';
    expect(link.length).toBeLessThan(220);
    expect((await readResult(await classLink(recipe), recipe)).ok).toBe(false);
  });
});
