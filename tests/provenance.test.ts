import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DECIDING_ROOMS, mismatch } from '../scripts/provenance.mjs';

describe('rows that a report may go on with', () => {
  const small = { code: 'c1', base: 'small' };
  const tiny = { code: 'c1', base: 'tiny' };

  it('are of the code and of a base model of the rows to come', () => {
    expect(mismatch([], [small])).toBeNull();
    expect(mismatch([small, tiny], [small, tiny])).toBeNull();
  });

  it('are refused with what differs', () => {
    expect(mismatch([small, { ...tiny, code: 'c0' }], [small, tiny])).toBe(
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
