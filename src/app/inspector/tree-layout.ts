import { hierarchy, tree } from 'd3-hierarchy';
import { dottedPath } from '../../policy/names';
import type { Policy, PolicyNode, Reasoning } from '../../policy/policy-tree';
import { nodeByLabel } from '../../policy/walk';
import type { Attributes } from '../../scene/scene-graph';

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

/** The moves of a reasoning, and whether each follows an edge of the tree; places the tree lacks are left out. */
export function movesOf(
  reasoning: Reasoning,
  layout: TreeLayout,
): { readonly from: PlacedNode; readonly to: PlacedNode; readonly isEdge: boolean }[] {
  const nodes = new Map(layout.nodes.map((node) => [node.key, node]));
  const edges = new Set(layout.edges.map((edge) => edge.key));
  const visited = pathKeys(reasoning).flatMap((key) => nodes.get(key) ?? []);
  return visited.slice(1).map((to, i) => {
    const from = visited[i];
    return { from, to, isEdge: edges.has(edgeKey(from.key, to.key)) };
  });
}

/** "1.1.2" for a label of the policy; "?" for one that it does not have. */
export function placeName(policy: Policy, label: number): string {
  return nodeByLabel(policy, label) ? dottedPath(label) : '?';
}

/** The value that a decision node adds to its conjunction: "cyan". */
export function askedValue(condition: Attributes, asks: keyof Attributes): string {
  return condition[asks] ?? '';
}
