import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DECIDING_ROOMS, mismatch } from '../scripts/provenance.mjs';
import { hashNumbers } from '../scripts/record-numbers.mjs';

it('tells runs apart by their numbers, not by when and where they were made', () => {
  const record = {
    id: 'a',
    provenance: { date: 'today' },
    stages: [{ seconds: 2, points: [{ step: 0, loss: 0.5 }] }],
  };
  const again = {
    stages: [{ points: [{ loss: 0.5, step: 0 }], seconds: 3 }],
    provenance: { date: 'later' },
    id: 'a',
  };
  expect(hashNumbers(again)).toBe(hashNumbers(record));
  again.stages[0].points[0].loss = 0.5000000000000001;
  expect(hashNumbers(again)).not.toBe(hashNumbers(record));
});

describe('rows that a report may go on with', () => {
  const small = { code: 'c1', base: 'small' };
  const tiny = { code: 'c1', base: 'tiny' };

  it('are of the code and of a base model of the rows to come', () => {
    expect(mismatch([], [small])).toBeNull();
    expect(mismatch([small, tiny], [small, tiny])).toBeNull();
  });

  it('may be of other code that gives the same numbers', () => {
    const older = { code: 'c0', base: 'small' };
    expect(mismatch([older], [small], ['c0', 'c1'])).toBeNull();
    expect(mismatch([older], [small], ['c0', 'c2'])).toMatch(/^holds rows made with other code/);
    expect(mismatch([{ code: 'c0', base: 'tiny' }], [small], ['c0', 'c1'])).toMatch(/another base model/);
  });

  it('are refused with what differs', () => {
    expect(mismatch([small, { ...tiny, code: 'c0' }], [small, tiny], [])).toBe(
      'holds rows made with other code (c0, tiny; now c1, small or tiny): rows of one table must be alike. Name another file.',
    );
    expect(mismatch([tiny], [small])).toMatch(
      /^holds rows made with another base model \(c1, tiny; now c1, small\)/,
    );
  });
});

it('knows of every room whether it decides numbers', () => {
  const src = new URL('../src/', import.meta.url);
  const rooms = (folder: URL) =>
    readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = rooms(src).flatMap(({ name }) =>
    name === 'experiment'
      ? rooms(new URL('experiment/', src)).map((room) => `experiment/${room.name}`)
      : [name],
  );
  const showing = ['app', 'bench', 'pieces', 'runner', 'worker'];
  const showingRuns = ['export', 'inspect', 'results', 'share', 'testing'].map(
    (room) => `experiment/${room}`,
  );
  expect([...DECIDING_ROOMS, ...showing, ...showingRuns].sort()).toEqual(all.sort());
});
