import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { END_THINK, EOS, THINK, tokenWord, VOCABULARY } from '../sequence/vocabulary';
import { type DatasetConfig, TASK_KINDS } from './dataset';
import { taskOf } from './registry';
import { type Example, goldResponse } from './task';

const dataset = (kind: DatasetConfig['kind']): DatasetConfig => ({
  kind,
  layers: 3,
  policies: 2,
  cotPerPolicy: 1,
  poolPerPolicy: 1,
});

describe.each(TASK_KINDS)('what fits in a response of %s', (kind) => {
  const task = taskOf(kind);
  const examples: Example[] = [...task.examples(dataset(kind), 'test', kind === 'gta-policy' ? 300 : 20, 1)];

  it('has every token of the right response at its place, and nothing behind its end', () => {
    for (const example of examples) {
      const gold = goldResponse(example);
      for (let at = 0; at < gold.length; at++) {
        const fitting = task.continuations(example, gold.slice(0, at));
        expect(
          fitting,
          gold
            .slice(0, at + 1)
            .map(tokenWord)
            .join(' '),
        ).toContain(gold[at]);
        expect(new Set(fitting).size).toBe(fitting.length);
      }
      expect(task.continuations(example, gold)).toEqual([]);
      // Direct SFT answers without reasoning.
      expect(task.continuations(example, [])).toContain(example.answer[0]);
    }
  });

  it('leads to a response of the right form, whatever is chosen', () => {
    const random = RandomStream.of(1, `continuations/${kind}`);
    let whole = 0;
    for (let walk = 0; walk < 400; walk++) {
      const example = random.pick(examples);
      const response = [THINK];
      while (response.length < 80 && response.at(-1) !== EOS) {
        const fitting = task.continuations(example, response);
        expect(fitting.length).toBeGreaterThan(0);
        // Walks that go on as long as they can would end nowhere.
        const ends = fitting.filter((token) => token === EOS || token === END_THINK);
        response.push(ends.length > 0 && random.next() < 0.4 ? ends[0] : random.pick(fitting));
      }
      if (response.at(-1) !== EOS) continue;
      whole++;
      expect(task.score(example, response).format, response.map(tokenWord).join(' ')).toBe(1);
      expect(task.answers(response)).toBe(true);
    }
    expect(whole).toBeGreaterThan(200);
  });

  it('never throws, whatever stands before', () => {
    const random = RandomStream.of(2, `continuations/${kind}`);
    for (let i = 0; i < 2000; i++) {
      const junk = Array.from({ length: random.int(20) }, () => random.int(VOCABULARY));
      const fitting = task.continuations(random.pick(examples), junk);
      expect(fitting.length > 0).toBe(junk.at(-1) !== EOS);
    }
  });
});
