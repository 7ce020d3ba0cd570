import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { ATTRIBUTE_VALUES, matches, type ObjectAttributes } from '../../../scene/scene-graph';
import { sampleObjectsForCase } from './case-sampling';
import { generatePolicy, RESPONSE_COUNTS, relabelled } from './generator';
import { decisionNodes, goldReasoning, leaves, nodeByLabel, OBJECT_KINDS } from './walk';

const seeds = fc.integer();
const layerCounts = fc.integer({ min: 1, max: 6 });

function randomObjects(random: RandomStream, count: number): ObjectAttributes[] {
  return Array.from({ length: count }, () => random.pick(OBJECT_KINDS));
}

describe('generatePolicy', () => {
  it('has the paper’s 4 / 16 / 55 responses, numbered without gaps, and the fewest unreachable ones', () => {
    const unreachable = [0, 0, 0, 0, 3, 15];
    fc.assert(
      fc.property(seeds, layerCounts, (seed, layers) => {
        const found = leaves(generatePolicy(RandomStream.of(seed), layers, 'L1-Suri'));
        expect(found.length).toBe(RESPONSE_COUNTS[layers - 1]);
        expect(found.filter((leaf) => !leaf.reachable).length).toBe(unreachable[layers - 1]);
        const cases = found.map((leaf) => leaf.caseNumber).sort((a, b) => a - b);
        expect(cases).toEqual(found.map((_, i) => i));
      }),
    );
    expect([2, 4, 6].map((layers) => RESPONSE_COUNTS[layers - 1])).toEqual([4, 16, 55]);
  });

  it('never asks a type again after yes, nor a value again after no, and labels by heap index', () => {
    fc.assert(
      fc.property(seeds, layerCounts, (seed, layers) => {
        const policy = generatePolicy(RandomStream.of(seed), layers, 'L1-Suri');
        for (const leaf of leaves(policy)) {
          let label = 1;
          const used = new Set<string>();
          const refused = new Set<string>();
          for (const step of leaf.steps) {
            const node = nodeByLabel(policy, step.label);
            expect(step.label).toBe(label);
            if (!node) throw new Error('a step has no node');
            const value = String(node.condition[node.asks]);
            expect(Object.keys(node.condition).sort()).toEqual([...used, node.asks].sort());
            expect(used.has(node.asks) || refused.has(value)).toBe(false);
            (step.verdict ? used : refused).add(step.verdict ? node.asks : value);
            label = 2 * label + (step.verdict ? 0 : 1);
          }
          const left = Object.entries(ATTRIBUTE_VALUES).flatMap(([type, values]) =>
            used.has(type) ? [] : values.filter((value) => !refused.has(value)),
          );
          expect(leaf.steps.length === layers || left.length === 0).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is repeatable, and refuses what is not a number of layers', () => {
    const make = () => generatePolicy(RandomStream.of(7), 4, 'L4-Suri');
    expect(make()).toEqual(make());
    for (const layers of [0, 7, 2.5, Number.NaN]) {
      expect(() => generatePolicy(RandomStream.of(1), layers, 'L1-Suri')).toThrow('1 to 6 layers');
    }
  });
});

it('relabelled keeps the questions and the root, and changes labels and cases', () => {
  const policy = generatePolicy(RandomStream.of(3), 6, 'L6-Suri');
  const fresh = relabelled(policy, RandomStream.of(4));
  const [before, after] = [decisionNodes(policy), decisionNodes(fresh)];
  expect(after.map((node) => node.condition)).toEqual(before.map((node) => node.condition));
  expect(fresh.root.label).toBe(1);
  const labels = after.map((node) => node.label);
  expect(new Set(labels).size).toBe(labels.length);
  expect(labels.every((label) => label >= 1 && label <= 63)).toBe(true);
  expect(labels).not.toEqual(before.map((node) => node.label));
  const cases = leaves(fresh).map((leaf) => leaf.caseNumber);
  expect(new Set(cases).size).toBe(55);
  expect(cases.every((caseNumber) => caseNumber >= 0 && caseNumber <= 63)).toBe(true);
});

describe('leaves', () => {
  it('each scene is explained by exactly one leaf: the one of its gold case', () => {
    fc.assert(
      fc.property(seeds, layerCounts, fc.integer({ min: 1, max: 10 }), (seed, layers, count) => {
        const random = RandomStream.of(seed);
        const policy = generatePolicy(random, layers, 'L1-Suri');
        const objects = randomObjects(random, count);
        const has = (wanted: object) =>
          objects.some((object) =>
            Object.entries(wanted).every(([type, value]) =>
              Object.entries(object).some(([t, v]) => t === type && v === value),
            ),
          );
        const explaining = leaves(policy).filter((leaf) =>
          leaf.steps.every((step) => has(step.condition) === step.verdict),
        );
        expect(explaining.map((leaf) => leaf.caseNumber)).toEqual([
          goldReasoning(policy, objects).caseNumber,
        ]);
        expect(explaining[0].reachable).toBe(true);
        expect(goldReasoning(policy, objects).steps).toEqual(explaining[0].steps);
      }),
    );
  });
});

describe('sampleObjectsForCase', () => {
  const range = { minObjects: 3, maxObjects: 8 };

  it('every reachable case gets a scene with that gold case; an unreachable or unknown one gets null', () => {
    fc.assert(
      fc.property(seeds, layerCounts, (seed, layers) => {
        const random = RandomStream.of(seed);
        const policy = generatePolicy(random, layers, 'L1-Suri');
        for (const leaf of leaves(policy)) {
          const objects = sampleObjectsForCase(policy, leaf.caseNumber, random, range);
          if (!leaf.reachable) expect(objects).toBeNull();
          else {
            expect(goldReasoning(policy, objects ?? []).caseNumber).toBe(leaf.caseNumber);
            expect(objects?.length).toBeGreaterThanOrEqual(3);
            expect(objects?.length).toBeLessThanOrEqual(8);
          }
        }
        expect(sampleObjectsForCase(policy, 64, random, range)).toBeNull();
      }),
      { numRuns: 40 },
    );
    const policy = generatePolicy(RandomStream.of(1), 1, 'L1-Suri');
    expect(() =>
      sampleObjectsForCase(policy, 0, RandomStream.of(1), { minObjects: 0, maxObjects: 3 }),
    ).toThrow();
  });

  it('given the number of objects, scenes are distributed as uniform scenes that happen to be of the case', () => {
    const policy = generatePolicy(RandomStream.of(11), 2, 'L2-Suri');
    const random = RandomStream.of(12);
    const natural = Array.from({ length: 12_000 }, () => randomObjects(random, 4));
    for (const leaf of leaves(policy)) {
      const wanted = natural.filter(
        (objects) => goldReasoning(policy, objects).caseNumber === leaf.caseNumber,
      );
      const sampled = wanted.map(
        () => sampleObjectsForCase(policy, leaf.caseNumber, random, { minObjects: 4, maxObjects: 4 }) ?? [],
      );
      for (const feature of [
        policy.root.condition,
        { size: 'large' },
        { color: 'red' },
        leaf.accumulated,
      ] as const) {
        const count = (objects: ObjectAttributes[]) =>
          objects.filter((object) => matches(object, feature)).length;
        const shares = (scenes: ObjectAttributes[][]) =>
          [0, 1, 2, 3, 4].map((n) => scenes.filter((scene) => count(scene) === n).length / scenes.length);
        // 5 standard errors of a difference of two shares.
        const tolerance = 5 * Math.sqrt(0.5 / wanted.length);
        shares(sampled).forEach((share, n) => {
          expect(Math.abs(share - shares(wanted)[n])).toBeLessThan(tolerance);
        });
      }
    }
  });
});
