import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatePolicy, RESPONSE_COUNTS } from '../../policy/generator';
import { goldReasoning, leaves } from '../../policy/walk';
import { RandomStream } from '../../random/stream';
import { layoutPolicy, movesOf } from './tree-layout';

const policyOf = (seed: number, layers: number) =>
  generatePolicy(RandomStream.of(seed, 'tree-layout'), layers, `L${layers}-Suri`);

describe('the drawn tree', () => {
  it('has every case once, no two nodes in one place, and all of them inside', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 1, max: 6 }), (seed, layers) => {
        const layout = layoutPolicy(policyOf(seed, layers));
        const cases = layout.nodes.filter((placed) => placed.node.kind === 'response');
        expect(cases).toHaveLength(RESPONSE_COUNTS[layers - 1]);
        expect(layout.edges).toHaveLength(layout.nodes.length - 1);
        expect(new Set(layout.nodes.map(({ x, y }) => `${x} ${Math.round(y)}`)).size).toBe(
          layout.nodes.length,
        );
        for (const { x, y } of layout.nodes) {
          expect(x).toBeGreaterThan(0);
          expect(x).toBeLessThan(layout.width);
          expect(y).toBeGreaterThan(0);
          expect(y).toBeLessThan(layout.height);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('puts yes above no', () => {
    for (const { from, to, verdict } of layoutPolicy(policyOf(3, 4)).edges) {
      if (verdict) expect(to.y).toBeLessThan(from.y);
      else expect(to.y).toBeGreaterThan(from.y);
    }
  });

  it('follows a gold reasoning edge by edge to its case', () => {
    const policy = policyOf(5, 4);
    const layout = layoutPolicy(policy);
    for (const leaf of leaves(policy)) {
      const moves = movesOf({ steps: leaf.steps, caseNumber: leaf.caseNumber }, layout);
      expect(moves).toHaveLength(leaf.steps.length);
      expect(moves.every((move) => move.isEdge)).toBe(true);
    }
  });

  it('marks a jump that no edge allows, and leaves out places the tree does not have', () => {
    const policy = policyOf(5, 3);
    const layout = layoutPolicy(policy);
    const gold = goldReasoning(policy, []);
    const jump = { steps: [gold.steps[0], gold.steps[2]], caseNumber: 63 };
    expect(movesOf(jump, layout).map((move) => move.isEdge)).toEqual([false]);
    expect(movesOf({ steps: [], caseNumber: null }, layout)).toEqual([]);
  });
});
