import { hierarchy, tree } from 'd3-hierarchy';
import { ATTRIBUTE_TYPES, type Attributes } from '../../../scene/scene-graph';
import { dottedPath } from '../../../sequence/vocabulary';
import type { Policy, PolicyNode, Reasoning, ReasoningStep } from '../../../tasks/clevr/policy/policy-tree';
import { nodeByLabel, sameCondition } from '../../../tasks/clevr/policy/walk';

export interface PlacedNode {
  readonly key: string;
  readonly node: PolicyNode;
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly key: string;
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly verdict: boolean;
}

/** A policy drawn from left (root) to right (cases), yes above no. Pixels, origin at the top left. */
export interface TreeLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const NODE_WIDTH = 62;

export function nodeKey(node: PolicyNode): string {
  return node.kind === 'decision' ? `condition ${node.label}` : `case ${node.caseNumber}`;
}

export function layoutPolicy(policy: Policy): TreeLayout {
  const row = policy.layers > 4 ? 18 : 24;
  const column = policy.layers > 4 ? 84 : 96;
  const placed = tree<PolicyNode>()
    .nodeSize([row, column])
    .separation(() => 1)(
    hierarchy<PolicyNode>(policy.root, (node) =>
      node.kind === 'decision' ? [node.whenTrue, node.whenFalse] : null,
    ),
  );
  const all = placed.descendants();
  const top = Math.min(...all.map((point) => point.x)) - row / 2;
  const bottom = Math.max(...all.map((point) => point.x)) + row / 2;
  const byNode = new Map<PolicyNode, PlacedNode>(
    all.map((point) => [
      point.data,
      { key: nodeKey(point.data), node: point.data, x: point.y + NODE_WIDTH / 2 + 2, y: point.x - top },
    ]),
  );
  const nodes = [...byNode.values()];
  const edges = nodes.flatMap((from) =>
    from.node.kind === 'response'
      ? []
      : [true, false].map((verdict) => {
          const { whenTrue, whenFalse } = from.node as Extract<PolicyNode, { kind: 'decision' }>;
          const to = byNode.get(verdict ? whenTrue : whenFalse) as PlacedNode;
          return { key: edgeKey(from.key, to.key), from, to, verdict };
        }),
  );
  const width = Math.max(...nodes.map((node) => node.x)) + NODE_WIDTH / 2 + 2;
  return { width, height: bottom - top, nodes, edges };
}

export function edgeKey(from: string, to: string): string {
  return `${from} -> ${to}`;
}

/** The keys of the places a reasoning goes through, the case last. */
export function pathKeys(reasoning: Reasoning): string[] {
  const keys = reasoning.steps.map((step) => `condition ${step.label}`);
  return reasoning.caseNumber === null ? keys : [...keys, `case ${reasoning.caseNumber}`];
}

/** From one place that a reasoning went through to the next. */
export interface Move {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  /**
   * The policy leads this way after the verdict given, and every condition up to here was quoted as it stands: who misquotes
   * has asked something else, whatever label was written beside it.
   */
  readonly isSound: boolean;
}

/** The moves of a reasoning; places the tree lacks are left out, and what comes after them is not sound. */
export function movesOf({ steps, caseNumber }: Reasoning, layout: TreeLayout): Move[] {
  const moves: Move[] = [];
  let isQuoted = true;
  let before: { readonly at: PlacedNode; readonly verdict: boolean } | null = null;
  const goTo = (at: PlacedNode | undefined) => {
    if (!before || !at) return;
    const isSound: boolean = isQuoted && leadsTo(before.at.node, before.verdict) === at.node;
    moves.push({ from: before.at, to: at, isSound });
  };
  for (const step of steps) {
    const at = placeOf(step.label, layout);
    isQuoted &&= at !== undefined && quotes(step, at);
    goTo(at);
    if (at) before = { at, verdict: step.verdict };
  }
  goTo(layout.nodes.find(({ node }) => node.kind === 'response' && node.caseNumber === caseNumber));
  return moves;
}

function leadsTo(node: PolicyNode, verdict: boolean): PolicyNode | null {
  if (node.kind === 'response') return null;
  return verdict ? node.whenTrue : node.whenFalse;
}

function placeOf(label: number, { nodes }: TreeLayout): PlacedNode | undefined {
  return nodes.find(({ node }) => node.kind === 'decision' && node.label === label);
}

function quotes({ condition }: ReasoningStep, { node }: PlacedNode): boolean {
  return node.kind === 'decision' && sameCondition(node.condition, condition);
}

/**
 * What a reasoning quotes wrongly, by the key of the place: the words that the condition there does not have ("gray"), or
 * all of them where it is one that lacks some.
 */
export function misquotesOf({ steps }: Reasoning, layout: TreeLayout): Map<string, string> {
  return new Map(
    steps.flatMap((step) => {
      const at = placeOf(step.label, layout);
      if (at?.node.kind !== 'decision' || quotes(step, at)) return [];
      const { condition } = at.node;
      const words = valuesOf(step.condition);
      const other = words.filter((word) => !valuesOf(condition).includes(word));
      return [[at.key, (other.length > 0 ? other : words).join(' ') || 'object'] as const];
    }),
  );
}

function valuesOf(condition: Attributes): string[] {
  return ATTRIBUTE_TYPES.flatMap((type) => condition[type] ?? []);
}

/** "1.1.2" for a label of the policy; "?" for one that it does not have. */
export function placeName(policy: Policy, label: number): string {
  return nodeByLabel(policy, label) ? dottedPath(label) : '?';
}

/** The value that a decision node adds to its conjunction: "cyan". */
export function askedValue(condition: Attributes, asks: keyof Attributes): string {
  return condition[asks] ?? '';
}
