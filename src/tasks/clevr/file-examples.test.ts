import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { CLEVR_FRAME } from '../../scene/camera';
import { sceneToJson } from '../../scene/clevr-json';
import { sampleScene } from '../../scene/sampler';
import type { DatasetConfig } from '../dataset';
import { taskOf } from '../registry';
import type { ClevrExample } from './example';
import { goldReasoning } from './policy/walk';

const random = RandomStream.of(1);
const text = JSON.stringify({
  scenes: Array.from({ length: 60 }, () => sceneToJson(sampleScene(random, { frame: CLEVR_FRAME }))),
});

describe.each(['clevr-policy-t', 'clevr-policy-m'] as const)('examples from a CLEVR file (%s)', (kind) => {
  const dataset: DatasetConfig = { kind, layers: 2, policies: 2, cotPerPolicy: 4, poolPerPolicy: 4 };
  const read = (file: string) => taskOf(kind).examplesFromFile?.(dataset, file, 16, 1);

  it('have the answer that the drawn objects give, as evenly over the cases as the file allows', () => {
    const made = read(text);
    if (!made?.ok) throw new Error('refused');
    const examples = made.examples as readonly ClevrExample[];
    expect(examples).toHaveLength(32);
    for (const { scene, tree, gold } of examples) expect(gold).toEqual(goldReasoning(tree, scene.objects));
    for (const tree of new Set(examples.map((example) => example.tree))) {
      const own = examples.filter((example) => example.tree === tree);
      const cases = own.map(({ gold }) => gold.caseNumber);
      expect(new Set(cases).size).toBeGreaterThan(2);
      expect(new Set(own.map(({ scene }) => scene)).size).toBe(own.length);
    }
    expect(made.note).toMatch(
      /^60 scenes with \d+ objects\. The close-up camera shows \d+ of them, cuts off \d+/,
    );
    expect(taskOf(kind).examplesFromFile?.(dataset, text, 16, 1)).toEqual(made);
  });

  it('are refused with a sentence', () => {
    expect(read('{"scenes": [{}]}')).toEqual({ ok: false, message: 'Scene 0: objects is missing.' });
    expect(read('nothing')).toEqual({ ok: false, message: 'This file is not JSON.' });
  });
});
