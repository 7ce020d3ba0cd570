import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import ontology from '../../../../datasets/clevr-policy/ontology.json';
import { RandomStream } from '../../../random/stream';
import { ATTRIBUTE_VALUES } from '../../../scene/scene-graph';
import { conditionName, dottedPath } from '../../../sequence/vocabulary';
import { generatePolicy, relabelled } from './generator';
import { freshNames, makeNamedPolicies } from './named-policies';
import { labelOfPath, nameSyllables, parsePolicyName, policyNames } from './names';
import { loadNamedPolicies } from './policy-dataset';
import { parsePolicyJson, policyJson } from './policy-json';
import { decisionNodes } from './walk';

const ALL_LAYERS = [1, 2, 3, 4, 5, 6];

describe('the named policies', () => {
  it.each(ALL_LAYERS)('N = %i: the committed file is what the maker makes', (layers) => {
    expect(loadNamedPolicies(layers)).toEqual(makeNamedPolicies(layers));
    expect(loadNamedPolicies(layers)).toHaveLength(10);
  });

  it('bear 60 different names, none of them among the fresh ones, and differ in what they ask', () => {
    const policies = ALL_LAYERS.flatMap(loadNamedPolicies);
    const names = policies.map((policy) => nameSyllables(policy.name).join(''));
    expect(new Set(names).size).toBe(60);
    const fresh = freshNames(RandomStream.of(5)).map((name) => nameSyllables(`L1-${name}`).join(''));
    expect(new Set([...names, ...fresh]).size).toBe(992);
    const questions = policies.map((policy) => JSON.stringify(decisionNodes(policy).map((n) => n.condition)));
    expect(new Set(questions).size).toBe(60);
  });

  it('the ontology file is the ontology', () => {
    expect(ontology).toEqual(ATTRIBUTE_VALUES);
  });

  it('there are none of 0 or 7 layers', () => {
    for (const layers of [0, 7, 1.5]) expect(() => loadNamedPolicies(layers)).toThrow(RangeError);
  });
});

describe('policy JSON', () => {
  it('round-trips, shuffled labels included', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...ALL_LAYERS), (seed, layers) => {
        const random = RandomStream.of(seed);
        const policy = generatePolicy(random, layers, `L${layers}-Suri`);
        for (const one of [policy, relabelled(policy, random)]) {
          expect(parsePolicyJson(JSON.parse(JSON.stringify(policyJson(one))))).toEqual(one);
        }
      }),
      { numRuns: 30 },
    );
  });

  const good = { name: 'L2-Suri', layers: 2, root: [1, 'cyan', [2, 'small', 0, 1], [3, 'red', 2, 3]] };
  it.each([
    ['a root that is a response', { ...good, root: 3 }, 'root is a response'],
    ['an unknown value', { ...good, root: [1, 'pink', 0, 1] }, 'not a policy'],
    ['another key', { ...good, extra: 1 }, 'extra'],
    ['a type already settled', { ...good, root: [1, 'cyan', [2, 'red', 0, 1], 2] }, 'exactly one attribute'],
    ['a value already refused', { ...good, root: [1, 'cyan', 0, [3, 'cyan', 1, 2]] }, 'answered no'],
    ['a label twice', { ...good, root: [1, 'cyan', [1, 'small', 0, 1], 2] }, 'occurs twice'],
    ['a label out of range', { ...good, root: [64, 'cyan', 0, 1] }, 'Label 64'],
    ['another label at the root', { ...good, root: [2, 'cyan', 0, 1] }, 'starts at Condition 1'],
    ['a case twice', { ...good, root: [1, 'cyan', 4, 4] }, 'Case 4 is already'],
    ['a case out of range', { ...good, root: [1, 'cyan', 0.5, 64] }, 'Case 64'],
    ['too many layers', { ...good, layers: 1, name: 'L1-Suri' }, 'has 1 layers'],
    ['a name of other layers', { ...good, name: 'L3-Suri' }, 'says 3 layers'],
    ['a name of unknown syllables', { ...good, name: 'L2-Xyzz' }, 'not a policy name'],
    ['null', null, 'not a policy'],
  ])('refuses %s', (_, json, message) => {
    expect(() => parsePolicyJson(good)).not.toThrow();
    expect(() => parsePolicyJson(json)).toThrow(message);
  });

  it('refuses a bottomless tree without exhausting the stack', () => {
    let root: unknown = 0;
    for (let i = 0; i < 100_000; i++) root = [1, 'cyan', root, 1];
    expect(() => parsePolicyJson({ ...good, root })).toThrow('not a policy');
  });
});

describe('names', () => {
  it('of conditions are heap paths, and back', () => {
    expect([1, 2, 3, 5, 63].map(conditionName)).toEqual([
      'Condition 1',
      'Condition 1.1',
      'Condition 1.2',
      'Condition 1.1.2',
      'Condition 1.2.2.2.2.2',
    ]);
    for (let label = 1; label < 64; label++) expect(labelOfPath(dottedPath(label))).toBe(label);
    for (const path of ['', '2', '1.3', '1.1.1.1.1.1.1', '1.', '1.01']) expect(labelOfPath(path)).toBeNull();
  });

  it('of policies split into two syllables of the closed list', () => {
    const names = policyNames(RandomStream.of(1));
    expect(new Set(names).size).toBe(32 * 31);
    expect(nameSyllables('L3-Suri')).toEqual(['su', 'ri']);
    for (const bad of ['L7-Suri', 'L3-Susu', 'L3-suri', 'L3-Sur', 'Suri'])
      expect(parsePolicyName(bad)).toBeNull();
  });
});
