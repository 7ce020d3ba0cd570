import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES, type ObjectAttributes } from '../../../scene/scene-graph';
import { hasCrops, withCrops } from './crops';
import { generatePolicy, relabelled } from './generator';
import { makePicturePolicies } from './named-policies';
import { overridePolicy } from './override';
import { loadNamedPolicies, loadPicturePolicies } from './policy-dataset';
import { parsePolicyJson, policyJson } from './policy-json';
import { policyProblems } from './policy-problems';
import { policyText } from './policy-text';
import { parsePolicyText } from './policy-text-parser';
import type { DecisionNode, Policy, PolicyNode } from './policy-tree';
import { decisionNodes, goldReasoning, OBJECT_KINDS } from './walk';

const LAYERS = [1, 2, 3, 4, 5, 6];

const policies: fc.Arbitrary<Policy> = fc
  .tuple(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.boolean())
  .map(([seed, layers, fresh]) => {
    const random = RandomStream.of(seed);
    const policy = generatePolicy(random, layers, `L${layers}-Suri`);
    return withCrops(fresh ? relabelled(policy, random) : policy, random);
  });

/** The same policy all in words, without the code under test. */
function inWords(policy: Policy): Policy {
  const strip = (node: PolicyNode): PolicyNode => {
    if (node.kind === 'response') return node;
    const { crops: _, ...rest } = node;
    return { ...rest, whenTrue: strip(node.whenTrue), whenFalse: strip(node.whenFalse) };
  };
  return { ...policy, root: strip(policy.root) as DecisionNode };
}

describe('withCrops', () => {
  it('shows a value of at least one condition, and about half of all, by an object that has it', () => {
    let shown = 0;
    let conditions = 0;
    fc.assert(
      fc.property(policies, (policy) => {
        expect(hasCrops(policy)).toBe(true);
        expect(policyProblems(policy)).toEqual([]);
        const nodes = decisionNodes(policy);
        const own = nodes.filter(({ crops, asks }) => crops?.[asks]);
        expect(own.length).toBeGreaterThan(0);
        for (const { crops, condition } of nodes) {
          for (const type of ATTRIBUTE_TYPES) {
            if (crops?.[type]) expect(crops[type]?.[type]).toBe(condition[type]);
          }
        }
        shown += own.length;
        conditions += nodes.length;
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(shown / conditions).toBeGreaterThan(0.45);
    expect(shown / conditions).toBeLessThan(0.55);
  });

  it('below a true edge a value stays as it was given; a false edge takes none over', () => {
    const below = (node: PolicyNode, above: DecisionNode['crops']) => {
      if (node.kind === 'response') return;
      for (const type of ATTRIBUTE_TYPES) {
        if (type !== node.asks) expect(node.crops?.[type]).toEqual(above?.[type]);
      }
      below(node.whenTrue, node.crops);
      below(node.whenFalse, above);
    };
    fc.assert(fc.property(policies, ({ root }) => below(root, undefined)));
  });

  it('changes nothing of what a policy says', () => {
    fc.assert(
      fc.property(policies, fc.uniqueArray(fc.constantFrom(...OBJECT_KINDS)), (policy, objects) => {
        expect(goldReasoning(policy, objects)).toEqual(goldReasoning(inWords(policy), objects));
      }),
    );
  });

  it('gives new content under the same name new crops, and text none', () => {
    const [words] = loadNamedPolicies(2);
    const [pictures] = loadPicturePolicies(2);
    const random = () => RandomStream.of(4, 'override');
    expect(hasCrops(overridePolicy(words, random()))).toBe(false);
    const replaced = overridePolicy(pictures, random());
    expect(replaced.name).toBe(pictures.name);
    expect(hasCrops(replaced)).toBe(true);
    expect(inWords(replaced)).toEqual(overridePolicy(words, random()));
  });
});

describe('round trips of policies with crops', () => {
  it('text', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(parsePolicyText(policyText(policy))).toEqual({ ok: true, policy });
      }),
      { numRuns: 50 },
    );
  });

  it('JSON', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(parsePolicyJson(JSON.parse(JSON.stringify(policyJson(policy))))).toEqual(policy);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the named policies of ClevrPolicy-M', () => {
  it.each(LAYERS)(
    'N = %i: the committed file is what the maker makes: the trees of T with crops',
    (layers) => {
      const named = loadPicturePolicies(layers);
      expect(named).toEqual(makePicturePolicies(layers));
      expect(named.map(inWords)).toEqual(loadNamedPolicies(layers));
      expect(named.every(hasCrops)).toBe(true);
    },
  );

  it('use every value of every type', () => {
    const shown = new Set(
      LAYERS.flatMap(loadPicturePolicies)
        .flatMap(decisionNodes)
        .flatMap(({ crops, asks }) => (crops?.[asks] as ObjectAttributes | undefined)?.[asks] ?? []),
    );
    expect(shown.size).toBe(Object.values(ATTRIBUTE_VALUES).flat().length);
  });
});

const good = `Policy L2-Suri

# Condition 1
If there is an object with the color of [crop: small red metal cube] in the image, go to Condition 1.1.
Otherwise, respond with Case 2.

# Condition 1.1
If there is a small object with the color of [crop: small red metal cube] in the image, respond with Case 0.
Otherwise, respond with Case 1.
`;

describe('parsePolicyText with crops', () => {
  it('reads this', () => {
    const parsed = parsePolicyText(good);
    const crop = { size: 'small', color: 'red', material: 'metal', shape: 'cube' };
    expect(parsed.ok && parsed.policy.root).toMatchObject({
      condition: { color: 'red' },
      asks: 'color',
      crops: { color: crop },
      whenTrue: { condition: { size: 'small', color: 'red' }, asks: 'size', crops: { color: crop } },
    });
  });

  const first = 'an object with the color of [crop: small red metal cube]';
  const second = 'a small object with the color of [crop: small red metal cube]';
  it.each<[string, string, string, string]>([
    ['a missing crop', first, 'an object with the color of', '4: A crop is missing: "with the" is followed'],
    ['an empty crop', first, 'an object with the color of [crop: ]', '4: A crop is missing: name the object'],
    ['no crop behind a type', first, 'an object with the color', '4: A crop is missing'],
    ['nothing behind "with the"', first, 'an object with the', '4: A crop is missing'],
    [
      'a foreign crop',
      first,
      'an object with the color of [crop: cat.png]',
      '4: "cat.png" is not a crop of this playground',
    ],
    [
      'an oversized crop',
      first,
      'an object with the color of [crop: small red metal cube large blue metal sphere]',
      '4: A crop shows one object, so "small red metal cube large blue metal sphere" is too much',
    ],
    [
      'half an object',
      first,
      'an object with the color of [crop: small red]',
      '4: The object of the crop "small red" lacks its material and its shape.',
    ],
    [
      'an unknown type',
      first,
      'an object with the weight of [crop: small red metal cube]',
      '4: "weight" is not an attribute type: use size, color, material, shape.',
    ],
    [
      'something else behind "with the"',
      first,
      'an object with the color red',
      '4: "color red" is not understood',
    ],
    [
      'a value named and shown',
      first,
      'a red object with the color of [crop: small red metal cube]',
      '4: The color is named (red) and shown; one of the two is enough.',
    ],
    [
      'a value shown twice',
      first,
      'an object with the color of [crop: small red metal cube] and the color of [crop: small red metal cube]',
      '4: The color is shown twice; an object has one.',
    ],
    [
      'another crop below',
      second,
      'a small object with the color of [crop: large red metal cube]',
      '7: Condition 1.1 takes over the color of the last condition answered yes, so it must give it in the same way: by the crop of a small red metal cube.',
    ],
    [
      'a word below a crop',
      second,
      'a small red object',
      '7: Condition 1.1 takes over the color of the last condition answered yes',
    ],
  ])('says what is wrong with %s', (_, part, other, sentence) => {
    expect(good).toContain(part);
    const result = parsePolicyText(good.replace(part, other));
    expect(result.ok).toBe(false);
    const said = result.ok ? [] : result.errors.map(({ line, message }) => `${line}: ${message}`);
    expect(said[0]).toContain(sentence);
    expect(said.length).toBe(1);
  });

  it('never throws, whatever stands in the place of a crop', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(() => parsePolicyText(good.replace('small red metal cube', () => text))).not.toThrow();
      }),
    );
  });
});

describe('policyProblems', () => {
  it('sees a crop that does not show what is asked', () => {
    const [policy] = loadPicturePolicies(1);
    const { root } = policy;
    const shown = Object.entries(ATTRIBUTE_VALUES[root.asks]).map(([, value]) => value);
    const other = shown.find((value) => value !== root.condition[root.asks]);
    const crop = { ...(root.crops?.[root.asks] as ObjectAttributes), [root.asks]: other };
    const wrong = { ...policy, root: { ...root, crops: { [root.asks]: crop } } };
    expect(policyProblems(wrong).map(({ message }) => message)).toEqual([
      expect.stringContaining('but its crop shows a'),
    ]);
  });
});
