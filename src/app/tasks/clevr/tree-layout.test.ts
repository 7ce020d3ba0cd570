import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { COLORS, type Color } from '../../../scene/scene-graph';
import { withCrops } from '../../../tasks/clevr/policy/crops';
import { describeCondition } from '../../../tasks/clevr/policy/describe';
import { generatePolicy, RESPONSE_COUNTS } from '../../../tasks/clevr/policy/generator';
import { goldReasoning, leaves } from '../../../tasks/clevr/policy/walk';
import { layoutPolicy, misquotesOf, movesOf, nodeLabel } from './tree-layout';

const policyOf = (seed: number, layers: number) =>
  generatePolicy(RandomStream.of(seed, 'tree-layout'), layers, `L${layers}-Suri`);

describe('the drawn tree', () => {
  it('has whole questions in its nodes, each in its own place', () => {
    const policy = policyOf(5, 4);
    for (const { node, x, width } of layoutPolicy(policy).nodes) {
      if (node.kind === 'response') continue;
      const { words } = nodeLabel(node);
      expect(words).toBe(`${describeCondition(node.condition).replace(/ object$/, '')}?`);
      expect(width).toBeGreaterThan(5 * words.length);
      expect(x - width / 2).toBeGreaterThan(0);
    }
    const pictured = withCrops(policyOf(5, 3), RandomStream.of(1, 'crops'));
    const crops = layoutPolicy(pictured)
      .nodes.map(({ node }) => nodeLabel(node))
      .filter(({ crop }) => crop);
    expect(crops.length).toBeGreaterThan(0);
    for (const { words } of crops) expect(words).not.toContain('?');
  });

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
      expect(moves.every((move) => move.isSound)).toBe(true);
      expect(misquotesOf(leaf, layout).size).toBe(0);
    }
  });

  it('marks a jump that no edge allows, and leaves out places the tree does not have', () => {
    const policy = policyOf(5, 3);
    const layout = layoutPolicy(policy);
    const gold = goldReasoning(policy, []);
    const jump = { steps: [gold.steps[0], gold.steps[2]], caseNumber: 63 };
    expect(movesOf(jump, layout).map((move) => move.isSound)).toEqual([false]);
    expect(movesOf({ steps: [], caseNumber: null }, layout)).toEqual([]);
  });

  it('counts a move as sound only on the side of the verdict', () => {
    const layout = layoutPolicy(policyOf(5, 3));
    const [{ steps, caseNumber }] = leaves(policyOf(5, 3));
    const turned = [{ ...steps[0], verdict: !steps[0].verdict }, ...steps.slice(1)];
    expect(movesOf({ steps: turned, caseNumber }, layout).map((move) => move.isSound)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('has no sound move from the first misquote on, and tells the words that are not the policy’s', () => {
    const policy = policyOf(5, 3);
    const layout = layoutPolicy(policy);
    const [{ steps, caseNumber }] = leaves(policy);
    const [first, second, third] = steps;
    const other = COLORS.find((color) => color !== second.condition.color) as Color;
    const misquoted = { ...second, condition: { ...second.condition, color: other } };
    const reasoning = { steps: [first, misquoted, third], caseNumber };
    expect(movesOf(reasoning, layout).map((move) => move.isSound)).toEqual([false, false, false]);
    expect([...misquotesOf(reasoning, layout)]).toEqual([[`condition ${second.label}`, other]]);

    const late = { steps: [first, second, { ...third, condition: {} }], caseNumber };
    expect(movesOf(late, layout).map((move) => move.isSound)).toEqual([true, false, false]);
    const part = { steps: [first, { ...second, condition: first.condition }], caseNumber: null };
    expect([...misquotesOf(part, layout).values()]).toEqual([Object.values(first.condition).join(' ')]);
  });

  it('has no sound move after a place that the tree lacks', () => {
    const policy = policyOf(5, 2);
    const layout = layoutPolicy(policy);
    const [{ steps, caseNumber }] = leaves(policy);
    const astray = { steps: [steps[0], { ...steps[1], label: 60 }, steps[1]], caseNumber };
    expect(movesOf(astray, layout).map((move) => move.isSound)).toEqual([false, false]);
  });
});
