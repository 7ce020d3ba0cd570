import { describe, expect, it } from 'vitest';
import { PAPER_POLICY } from '../../../tasks/gta/rules/policy-dataset';
import { ruleOf, toolNodes, walkRule } from '../../../tasks/gta/rules/walk';
import { layoutRule, misquotes, tracePath } from './rule-layout';

const rule = ruleOf(PAPER_POLICY, 'OCR');
if (!rule) throw new Error('The paper has a rule for OCR.');
const layout = layoutRule(rule.root);
const circumstances = {
  profile: { accountType: 'C', credits: 600, age: 40 },
  mathematics: false,
} as const;
const walk = walkRule(rule.root, circumstances);

describe('the layout of a rule', () => {
  it('has a place for every node, each its own, inside the picture', () => {
    const ends = toolNodes(rule.root).length;
    expect(layout.nodes).toHaveLength(2 * ends - 1);
    expect(layout.edges).toHaveLength(2 * ends - 2);
    expect(new Set(layout.nodes.map(({ key }) => key)).size).toBe(layout.nodes.length);
    for (const { x, y } of layout.nodes) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(layout.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(layout.height);
    }
  });

  it('leads to the right after yes, and down after no, with nothing drawn over anything', () => {
    for (const { from, to } of layout.edges) {
      const isYes = to.key.endsWith('yes');
      expect([to.x > from.x, to.y > from.y]).toEqual([isYes, !isYes]);
    }
    expect(new Set(layout.nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(layout.nodes.length);
    // Narrow enough for a phone.
    expect(layout.width).toBeLessThan(350);
  });

  it('traces a walk to the version that it gives, every move a way of the rule', () => {
    const { places, moves } = tracePath(walk, layout);
    expect(moves).toHaveLength(walk.steps.length);
    expect(moves.every(({ isSound }) => isSound)).toBe(true);
    expect(places.size).toBe(walk.steps.length + 1);
    expect(moves.at(-1)?.to.node).toEqual({ kind: 'tool', name: 'OCR_v3' });
  });

  it('tells a wrong end and a misquoted condition from the ways of the rule', () => {
    const astray = tracePath({ ...walk, name: 'OCR_v5' }, layout);
    expect(astray.moves.map(({ isSound }) => isSound)).toEqual([
      ...walk.steps.slice(1).map(() => true),
      false,
    ]);
    const [first, ...rest] = walk.steps;
    const quoted = {
      ...walk,
      steps: [{ ...first, condition: { about: 'age', comparison: '<', threshold: 33 } as const }, ...rest],
    };
    expect([...misquotes(quoted, layout)]).toEqual([['', 'age < 33']]);
    expect(tracePath(quoted, layout).moves.some(({ isSound }) => isSound)).toBe(false);
    expect(misquotes(walk, layout).size).toBe(0);
  });

  it('leaves out labels that the rule does not have', () => {
    const [first] = walk.steps;
    const { places, moves } = tracePath({ steps: [{ ...first, label: 63 }], name: null }, layout);
    expect([places.size, moves.length]).toEqual([0, 0]);
  });
});
