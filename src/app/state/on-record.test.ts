import { describe, expect, it } from 'vitest';
import { METHODS, type Method } from '../../experiment/plan/methods';
import { resultRowOf } from '../../experiment/testing/records';
import { tablesOnRecord } from './on-record';

const report = (file: string, methods: readonly Method[], seeds: readonly number[]) => ({
  file,
  preset: 'sparse',
  date: '2026-11-25T09:20:58.238Z',
  device: 'WebAssembly',
  rows: methods.flatMap((method) =>
    seeds.map((seed) => ({ ...resultRowOf({ method, seed }), code: 'abc', base: 'def' })),
  ),
});
const some: readonly Method[] = ['cot-sft', 'vm-cpt+cot-sft', 'cot-sft-matched'];

describe('the tables on record', () => {
  const [whole, part, other] = tablesOnRecord([
    report('sparse', METHODS, [1, 2]),
    report('vm-cpt', some, [1, 2, 3]),
    report('another', some, [1, 2, 3]),
  ]);

  it('of one preset are told apart by what they are about', () => {
    expect(whole).toMatchObject({ title: 'Sparse reasoning, 2 seeds on record', whole: true });
    expect(part).toMatchObject({
      title: 'Sparse reasoning, VM-CPT alone, 3 seeds on record',
      whole: false,
    });
    expect(other.title).toBe('Sparse reasoning, 3 methods, 3 seeds on record');
    expect(new Set([whole, part, other].map(({ key }) => key)).size).toBe(3);
  });

  it('say how they were made, down to the command', () => {
    expect(whole.origin).toEqual({
      recorded: '2026-11-25',
      device: 'WebAssembly',
      code: 'abc',
      command: 'npm run experiment -- sparse --seeds 1,2',
    });
    expect(part.origin.command).toMatch(/ --methods cot-sft,vm-cpt\+cot-sft,cot-sft-matched$/);
  });
});
