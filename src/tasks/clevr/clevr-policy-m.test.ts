import fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { cropPicture } from '../../scene/crop';
import { flatBatch } from '../../sequence/flat-batch';
import { CROP_SIZE, IMAGE_SIZE } from '../../sequence/image';
import { IMAGE, tokenId, tokenWord } from '../../sequence/vocabulary';
import type { DatasetConfig } from '../dataset';
import { taskOf, taskOfView } from '../registry';
import { goldResponse, promptOf } from '../task';
import { exampleView } from '../view-schemas';
import { CLEVR_POLICY_M } from './clevr-policy-m';
import { CLEVR_POLICY_T } from './clevr-policy-t';
import { cropTest, mixedCropTest } from './crop-perception';
import { policyTokens } from './encode';
import type { ClevrExample } from './example';
import { picturedExpectedTokens } from './expected-tokens';
import { FreshPolicies, inContextTest } from './fresh-policies';
import { loadPicturePolicies } from './policy/policy-dataset';
import { decisionNodes } from './policy/walk';

const dataset = (layers: number): DatasetConfig => ({
  kind: 'clevr-policy-m',
  layers,
  policies: 2,
  cotPerPolicy: 4,
  poolPerPolicy: 4,
});
const examples = (layers: number, seed = 1): ClevrExample[] => [
  ...CLEVR_POLICY_M.examples(dataset(layers), 'cot', 4, seed),
];

describe('ClevrPolicy-M', () => {
  it('reads like this in tokens', () => {
    const policy = loadPicturePolicies(2).find(({ name }) => name === 'L2-Nuno');
    expect(policy && policyTokens(policy).map(tokenWord).join(' ')).toBe(
      '<policy> nu no # C1 color <image> go C2 else C3 # C2 color <image> shape <image> go Case1 else Case0 ' +
        '# C3 rubber go Case2 else Case3 </policy>',
    );
  });

  it('names no value that a crop shows, neither where it is asked nor below', () => {
    for (const layers of [2, 3, 6]) {
      for (const policy of loadPicturePolicies(layers)) {
        const sections = policyTokens(policy)
          .join(' ')
          .split(` ${tokenId('#')} `)
          .slice(1);
        decisionNodes(policy).forEach(({ crops = {}, condition }, i) => {
          const words = sections[i].split(' ').map((token) => tokenWord(Number(token)));
          for (const [type, crop] of Object.entries(crops)) {
            expect(words).not.toContain(condition[type as keyof typeof condition]);
            expect(words[words.indexOf(type) + 1]).toBe('<image>');
            expect(crop).toMatchObject({ [type]: condition[type as keyof typeof condition] });
          }
        });
      }
    }
  });

  it('asks the questions of ClevrPolicy-T: the same scenes and answers on the same seed, reasoning in words', () => {
    const pictures = examples(3);
    const words = [...CLEVR_POLICY_T.examples({ ...dataset(3), kind: 'clevr-policy-t' }, 'cot', 4, 1)];
    expect(pictures.map(({ prompt }) => prompt)).toEqual(words.map(({ prompt }) => prompt));
    expect(pictures.map(goldResponse)).toEqual(words.map(goldResponse));
    expect(pictures[0].policy.passage.images.length).toBeGreaterThan(0);
    expect(pictures.every((example) => !goldResponse(example).includes(IMAGE))).toBe(true);
    for (const example of pictures) {
      expect(CLEVR_POLICY_M.score(example, goldResponse(example))).toEqual({ accuracy: 1, format: 1 });
      expect(CLEVR_POLICY_M.judge(example, goldResponse(example)).score).toBe(10);
    }
  });

  it('has a place among the tokens for every crop, in order, before the picture', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(50), (layers, seed) => {
        const [example] = examples(layers, seed);
        const { images } = promptOf(example, true);
        const { passage } = example.policy;
        expect(passage.tokens.filter((token) => token === IMAGE)).toHaveLength(passage.images.length);
        expect(passage.images.every(({ side }) => side === CROP_SIZE)).toBe(true);
        expect(images.at(-1)?.side).toBe(IMAGE_SIZE);
        const shown = decisionNodes(example.tree).flatMap(({ crops = {} }) =>
          (['size', 'color', 'material', 'shape'] as const).flatMap((type) => crops[type] ?? []),
        );
        expect(passage.images).toEqual(shown.map(cropPicture));
      }),
      { numRuns: 20 },
    );
  });

  it('expects as many tokens as there are', () => {
    for (const layers of [1, 2, 3, 4, 5, 6]) {
      const counted = loadPicturePolicies(layers).map((policy) => policyTokens(policy).length);
      const mean = counted.reduce((sum, n) => sum + n, 0) / counted.length;
      expect(Math.abs(picturedExpectedTokens(dataset(layers)).policy / mean - 1)).toBeLessThan(0.15);
    }
  });

  it('gives replaced policies new crops, and answers that differ', () => {
    const before = examples(3);
    const after = CLEVR_POLICY_M.override(before, RandomStream.of(1, 'override'));
    expect(after.length).toBeGreaterThan(0);
    for (const { policy, gold, tree } of after) {
      expect(policy.passage.images.length).toBeGreaterThan(0);
      expect(before.some((example) => example.tree === tree)).toBe(false);
      expect(gold.caseNumber).not.toBeNull();
    }
  });

  it('is for bases with a place for crops', () => {
    expect(CLEVR_POLICY_M.unfit({ vocabulary: 216, visualPlaces: 36 })).toContain('cannot see the crops');
    expect(CLEVR_POLICY_M.unfit({ vocabulary: 216, visualPlaces: 40 })).toBeNull();
    expect(CLEVR_POLICY_T.unfit({ vocabulary: 216, visualPlaces: 36 })).toBeNull();
  });
});

describe('views of ClevrPolicy-M', () => {
  it('are read back from JSON as they were, by the task that made them', () => {
    for (const layers of [1, 3, 6]) {
      for (const example of examples(layers)) {
        const view = JSON.parse(JSON.stringify(CLEVR_POLICY_M.view(example)));
        const read = safeParse(exampleView, view);
        expect(read.issues).toBeUndefined();
        expect(read.success && taskOfView(read.output)).toBe(taskOf('clevr-policy-m'));
        expect(read.success && CLEVR_POLICY_M.example(read.output)).toEqual(example);
      }
    }
  });

  it('are refused with a crop that does not fit, and crops are not part of ClevrPolicy-T', () => {
    const [example] = examples(1);
    const view = JSON.parse(JSON.stringify(CLEVR_POLICY_M.view(example)));
    const { root } = view.policy;
    const changed = (crops: unknown) => ({
      ...view,
      policy: { ...view.policy, root: { ...root, crops } },
    });
    expect(safeParse(exampleView, changed(root.crops)).success).toBe(true);
    expect(safeParse(exampleView, changed({ weight: {} })).success).toBe(false);
    expect(safeParse(exampleView, changed({ [root.asks]: { color: 'red' } })).success).toBe(false);
    const { task: _, ...text } = view;
    expect(safeParse(exampleView, text).success).toBe(false);
    expect(safeParse(exampleView, { ...view, task: 'another' }).success).toBe(false);
  });
});

describe('base skills of ClevrPolicy-M', () => {
  it('questions about crops have the answer that the crop shows, for every type', () => {
    const random = RandomStream.of(1);
    for (const type of ['size', 'color', 'material', 'shape'] as const) {
      const { probes, maxTokens } = cropTest(type, random, 8);
      expect(maxTokens).toBe(1);
      for (const { prompt, isRight } of probes) {
        expect(prompt.tokens.map(tokenWord).join(' ')).toBe(`<image> <ask> ${type} ?`);
        const right = [
          'small',
          'large',
          'red',
          'cyan',
          'rubber',
          'metal',
          'cube',
          'sphere',
          'cylinder',
          'gray',
        ]
          .concat('blue', 'green', 'brown', 'purple', 'yellow')
          .filter((word) => isRight([tokenId(word)]));
        expect(right).toHaveLength(1);
        expect(prompt.images).toHaveLength(1);
      }
    }
    expect(mixedCropTest(random, 10).probes).toHaveLength(10);
  });

  it('replay holds fresh policies with crops, and that of ClevrPolicy-T none', () => {
    const isCropPolicy = ({ tokens, images }: { tokens: readonly number[]; images: readonly unknown[] }) =>
      tokens[0] === tokenId('<policy>') && images.length > 0;
    const replayed = (task: typeof CLEVR_POLICY_M) =>
      task.baseSkills.replay(RandomStream.of(1, 'names'))(40, RandomStream.of(2));
    expect(replayed(CLEVR_POLICY_M).filter(isCropPolicy).length).toBeGreaterThan(4);
    expect(replayed(CLEVR_POLICY_T).filter(isCropPolicy)).toHaveLength(0);
    expect(() => flatBatch(replayed(CLEVR_POLICY_M))).not.toThrow();
  });

  it('forgetting measures what ClevrPolicy-T measures on the same questions, and crops besides', () => {
    const of = (task: typeof CLEVR_POLICY_M) =>
      task.baseSkills.forgetting(RandomStream.of(1, 'forgetting'), 8);
    const [words, pictures] = [of(CLEVR_POLICY_T), of(CLEVR_POLICY_M)];
    expect(Object.keys(pictures)).toEqual([...Object.keys(words), 'crop', 'freshWithCrops']);
    for (const [skill, { probes }] of Object.entries(words)) {
      expect(pictures[skill].probes.map(({ prompt }) => prompt)).toEqual(probes.map(({ prompt }) => prompt));
    }
  });

  it('the report has a test for every number of layers and for every type', () => {
    const report = CLEVR_POLICY_M.baseSkills.report(RandomStream.of(1), 8, [1, 2]);
    expect(Object.keys(report)).toEqual(['crops', 'inContextWithCrops']);
    expect(Object.keys(report.inContextWithCrops)).toEqual(['1', '2']);
    const { probes } = report.inContextWithCrops[2]();
    expect(probes.every(({ prompt }) => prompt.images.length >= 2)).toBe(true);
  });

  it('tests of policies in words are what they were', () => {
    const plain = inContextTest(2, RandomStream.of(3), 8);
    expect(plain.probes.every(({ prompt }) => prompt.images.length === 1)).toBe(true);
    const fresh = new FreshPolicies(RandomStream.of(1));
    expect(fresh.draw(3, RandomStream.of(2)).name).toBe(fresh.draw(3, RandomStream.of(2), true).name);
  });
});
