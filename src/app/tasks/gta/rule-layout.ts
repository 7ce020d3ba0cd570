import { conditionWords, sameCondition } from '../../../tasks/gta/rules/condition';
import type { RuleNode } from '../../../tasks/gta/rules/policy';
import type { RuleStep } from '../../../tasks/gta/rules/walk';

export interface PlacedRuleNode {
  /** "yes no": the way from the root. */
  readonly key: string;
  readonly node: RuleNode;
  readonly x: number;
  readonly y: number;
}

export interface PlacedRuleEdge {
  readonly from: PlacedRuleNode;
  readonly to: PlacedRuleNode;
}

/**
 * A rule drawn as people read a list of rules: yes leads to the right, no leads down to the next question of the same column. Pixels,
 * origin at the top left.
 */
export interface RuleLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedRuleNode[];
  readonly edges: readonly PlacedRuleEdge[];
}

export const RULE_NODE_WIDTH = 96;
const ROW = 29;
const COLUMN = 120;
/** Room for the stroke of a marked node. */
const RIM = 2;

export function layoutRule(root: RuleNode): RuleLayout {
  const nodes: PlacedRuleNode[] = [];
  const edges: PlacedRuleEdge[] = [];
  /** Places a subtree whose first row is this; returns its root's place, and the row behind its last. */
  const place = (
    node: RuleNode,
    way: readonly string[],
    column: number,
    row: number,
  ): { readonly at: PlacedRuleNode; readonly end: number } => {
    const at: PlacedRuleNode = {
      key: way.join(' '),
      node,
      x: RIM + RULE_NODE_WIDTH / 2 + column * COLUMN,
      y: ROW / 2 + row * ROW,
    };
    nodes.push(at);
    if (node.kind === 'tool') return { at, end: row + 1 };
    const yes = place(node.whenTrue, [...way, 'yes'], column + 1, row);
    const no = place(node.whenFalse, [...way, 'no'], column, yes.end);
    edges.push({ from: at, to: yes.at }, { from: at, to: no.at });
    return { at, end: no.end };
  };
  const { end } = place(root, [], 0, 0);
  const width = Math.max(...nodes.map(({ x }) => x)) + RULE_NODE_WIDTH / 2 + RIM;
  return { width, height: end * ROW, nodes, edges };
}

/** Steps through a rule, and the name that they end in; null where there is none. */
export interface RulePath {
  readonly steps: readonly RuleStep[];
  readonly name: string | null;
}

export interface RuleMove {
  readonly from: PlacedRuleNode;
  readonly to: PlacedRuleNode;
  /** The rule leads this way after the verdict given, and every condition up to here was quoted as it stands. */
  readonly isSound: boolean;
}

/** The places of a path, and its moves; what the rule lacks is left out, and what comes after is not sound. */
export function tracePath(
  { steps, name }: RulePath,
  { nodes }: RuleLayout,
): { readonly places: ReadonlySet<string>; readonly moves: readonly RuleMove[] } {
  const places = new Set<string>();
  const moves: RuleMove[] = [];
  let isQuoted = true;
  let last: { readonly at: PlacedRuleNode; readonly verdict: boolean } | null = null;
  const goTo = (at: PlacedRuleNode) => {
    places.add(at.key);
    if (last)
      moves.push({
        from: last.at,
        to: at,
        isSound: isQuoted && leadsTo(last.at.node, last.verdict) === at.node,
      });
  };
  for (const { label, condition, verdict } of steps) {
    const at = nodes.find(({ node }) => node.kind === 'condition' && node.label === label);
    isQuoted &&= at?.node.kind === 'condition' && sameCondition(at.node.condition, condition);
    if (!at) continue;
    goTo(at);
    last = { at, verdict };
  }
  const end = endOf(name, nodes, last ? leadsTo(last.at.node, last.verdict) : null);
  if (end) goTo(end);
  return { places, moves };
}

/** Versions can stand at several ends of a rule: that which the last step leads to comes first. */
function endOf(
  name: string | null,
  nodes: readonly PlacedRuleNode[],
  expected: RuleNode | null,
): PlacedRuleNode | undefined {
  const ends = nodes.filter(({ node }) => node.kind === 'tool' && node.name === name);
  return ends.find(({ node }) => node === expected) ?? ends[0];
}

function leadsTo(node: RuleNode, verdict: boolean): RuleNode | null {
  if (node.kind === 'tool') return null;
  return verdict ? node.whenTrue : node.whenFalse;
}

/** What a path quotes in place of the rule's conditions, by the key of the place. */
export function misquotes({ steps }: RulePath, { nodes }: RuleLayout): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap(({ label, condition }) => {
      const at = nodes.find(({ node }) => node.kind === 'condition' && node.label === label);
      return at?.node.kind === 'condition' && !sameCondition(at.node.condition, condition)
        ? [[at.key, conditionWords(condition)] as const]
        : [];
    }),
  );
}
