import { describe, expect, it } from 'vitest';
import { EOS } from '../sequence/vocabulary';
import { allLanes, parted } from './lanes';

describe('lanes', () => {
  it('begin with one for each prompt that is answered, or one for each response', () => {
    expect(allLanes([2, 0, 1], true)).toEqual([
      { slot: 0, prompt: 0, members: [0, 1] },
      { slot: 2, prompt: 2, members: [2] },
    ]);
    expect(allLanes([2, 0, 1], false).map(({ slot, prompt, members }) => [slot, prompt, members])).toEqual([
      [0, 0, [0]],
      [1, 0, [1]],
      [2, 2, [2]],
    ]);
  });

  it('part where members said different things; new ones copy what was common, and ended members leave', () => {
    const [a, b] = [EOS + 1, EOS + 2];
    const responses = [a, b, a, EOS, b, EOS].map((token) => ({ tokens: [a, token] }));
    const lane = { slot: 0, prompt: 7, members: [0, 1, 2, 3, 4] };
    const { going, copies } = parted([lane, { slot: 5, prompt: 8, members: [5] }], responses);
    expect(going).toEqual([
      { slot: 0, prompt: 7, members: [0, 2] },
      { slot: 1, prompt: 7, members: [1, 4] },
    ]);
    expect(copies).toEqual([[0, 1]]);
  });

  it('go on in another slot when the one that held the keys has ended', () => {
    const responses = [EOS, EOS + 1, EOS + 1].map((token) => ({ tokens: [token] }));
    const { going, copies } = parted([{ slot: 0, prompt: 0, members: [0, 1, 2] }], responses);
    expect(going).toEqual([{ slot: 1, prompt: 0, members: [1, 2] }]);
    expect(copies).toEqual([[0, 1]]);
  });
});
