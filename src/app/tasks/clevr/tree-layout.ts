import { hierarchy, tree } from 'd3-hierarchy';
import { ATTRIBUTE_TYPES, type Attributes, type ObjectAttributes } from '../../../scene/scene-graph';
import { dottedPath } from '../../../sequence/vocabulary';
import type { Policy, PolicyNode, Reasoning, ReasoningStep } from '../../../tasks/clevr/policy/policy-tree';
import { nodeByLabel, sameCondition } from '../../../tasks/clevr/policy/walk';

export interface PlacedNode {
  readonly key: string;
  readonly node: PolicyNode;
  /** The middle of the node. */
  readonly x: number;
  readonly y: number;
  /** What its label needs in a line. */
  readonly width: number;
  /** Edges between it and the root. */
  readonly depth: number;
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

/** A node with a short label. */
const LEAST_WIDTH = 62;
/** Of a letter of 11 pixels, of a crop with its question mark, and of the round ends. */
const LETTER_WIDTH = 5.9;
const CROP_WIDTH = 26;
const ENDS = 16;

/** What stands in a node: a case, or the whole question "metal sphere?", of which a crop may show a part. */
export interface NodeLabel {
  /** With its question mark, unless the crop comes behind. */
  readonly words: string;
  /** The object that shows the value which is asked for. */
  readonly crop: ObjectAttributes | null;
}

export function nodeLabel(node: PolicyNode): NodeLabel {
  if (node.kind === 'response') return { words: `Case ${node.caseNumber}`, crop: null };
  const { condition, asks, crops } = node;
  const crop = crops?.[asks] ?? null;
  const words = ATTRIBUTE_TYPES.flatMap((type) => (crop && type === asks ? [] : (condition[type] ?? [])));
  return { words: `${words.join(' ')}${crop ? '' : '?'}`, crop };
}

function widthOf(node: PolicyNode): number {
  const { words, crop } = nodeLabel(node);
  return Math.max(LEAST_WIDTH, LETTER_WIDTH * words.length + (crop ? CROP_WIDTH : 0) + ENDS);
}

export function nodeKey(node: PolicyNode): string {
  return node.kind === 'decision' ? `condition ${node.label}` : `case ${node.caseNumber}`;
}

export function layoutPolicy(policy: Policy): TreeLayout {
  const row = policy.layers > 4 ? 18 : 24;
  const gap = policy.layers > 4 ? 20 : 22;
  const placed = tree<PolicyNode>()
    .nodeSize([row, 1])
    .separation(() => 1)(
    hierarchy<PolicyNode>(policy.root, (node) =>
      node.kind === 'decision' ? [node.whenTrue, node.whenFalse] : null,
    ),
  );
  const all = placed.descendants();
  const top = Math.min(...all.map((point) => point.x)) - row / 2;
  const bottom = Math.max(...all.map((point) => point.x)) + row / 2;
  const columns = columnWidths(all.map(({ data, depth }) => ({ depth, width: widthOf(data) })));
  const middles = columnMiddles(columns, gap);
  const byNode = new Map<PolicyNode, PlacedNode>(
    all.map(({ data, depth, x }) => [
      data,
      { key: nodeKey(data), node: data, x: middles[depth] + 2, y: x - top, width: widthOf(data), depth },
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
  const width = (middles.at(-1) ?? 0) + (columns.at(-1) ?? 0) / 2 + 4;
  return { width, height: bottom - top, nodes, edges };
}

/** The widest node of each column, from the root on. */
export function columnWidths(nodes: readonly { readonly depth: number; readonly width: number }[]): number[] {
  const widths: number[] = [];
  for (const { depth, width } of nodes) widths[depth] = Math.max(widths[depth] ?? 0, width);
  return widths;
}

/** The middles of columns that stand side by side, `gap` apart, from 0 on. */
export function columnMiddles(widths: readonly number[], gap: number): number[] {
  let left = 0;
  return widths.map((width) => {
    const middle = left + width / 2;
    left += width + gap;
    return middle;
  });
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
