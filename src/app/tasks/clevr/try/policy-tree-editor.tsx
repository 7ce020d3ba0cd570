import { useMemo, useRef, useState } from 'react';
import { conditionName } from '../../../../sequence/vocabulary';
import { describeCondition } from '../../../../tasks/clevr/policy/describe';
import type { DecisionNode, Policy, PolicyNode, Reasoning } from '../../../../tasks/clevr/policy/policy-tree';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import { useRoom, useTouch } from '../../../design/use-room';
import { useTreeKeys } from '../../../parts/tree-keys';
import { useTryChoice } from '../../../state/try-choice';
import { Crop, cropShown } from '../crop';
import {
  layoutPolicy,
  movesOf,
  nodeKey,
  nodeLabel,
  type PlacedNode,
  pathKeys,
  type TreeLayout,
} from '../tree-layout';
import { walkBy } from './beat';
import { useClevrTry } from './clevr-try-store';
import { NodeForm } from './node-form';
import { type FittedTree, fitTree } from './tree-fit';
import { useScrollToRoot } from './use-scroll-to-root';

/** The policy as a tree whose nodes can be chosen and edited. */
export function PolicyTreeEditor({ policy }: { policy: Policy }) {
  const layout = useMemo(() => layoutPolicy(policy), [policy]);
  const [wanted, setWanted] = useState(nodeKey(policy.root));
  const selected = layout.nodes.find(({ key }) => key === wanted) ?? layout.nodes[0];
  return (
    <div className="tree-editor">
      <Tree policy={policy} layout={layout} selected={selected} onSelect={setWanted} />
      <NodeForm key={selected.key} policy={policy} node={selected.node} onRenamed={setWanted} />
    </div>
  );
}

/** What is drawn along the tree: the right path, or in a round against the model the visitor's own. */
function usePaths(policy: Policy): { gold: Reasoning | null; walk: Reasoning | null } {
  const asked = useClevrTry((state) => state.editor.present.asked);
  const mode = useTryChoice((state) => state.mode);
  const game = useClevrTry((state) => state.game);
  const isPicture = useClevrTry((state) => state.editor.present.picture !== null);
  const known = useMemo(() => goldReasoning(policy, asked), [policy, asked]);
  const gold = isPicture ? null : known;
  if (mode === 'watch' || isPicture) return { gold, walk: null };
  const { reasoning, here } = walkBy(policy, game.verdicts);
  // The condition that is being asked belongs to the way, though it has no verdict yet.
  const open = here.kind === 'decision' ? [{ ...here, verdict: false }] : [];
  const walk = { ...reasoning, steps: [...reasoning.steps, ...open] };
  return { gold: game.revealed ? gold : null, walk };
}

function Tree({
  policy,
  layout,
  selected,
  onSelect,
}: {
  policy: Policy;
  layout: TreeLayout;
  selected: PlacedNode;
  onSelect: (key: string) => void;
}) {
  const { gold, walk } = usePaths(policy);
  const onGold = new Set(gold ? pathKeys(gold) : []);
  const onWalk = new Set(walk ? pathKeys(walk) : []);
  const stage = useRef<HTMLDivElement>(null);
  useScrollToRoot(stage, policy);
  const fitted = fitTree(layout, policy.layers, useRoom(stage), useTouch());
  const { width, height, nodeWidth, nodeHeight, isWrapped } = fitted;
  const curve = (from: PlacedNode, to: PlacedNode) => curveOf(fitted, from, to);
  const { onKeyDown, buttonOf } = useTreeKeys(
    selected.key,
    (key) => neighbour(layout, selected, key),
    onSelect,
  );
  return (
    <div className="tree-stage" data-compact={isWrapped || undefined} ref={stage}>
      <p className="faint tree-key">
        {gold && (
          <>
            <span className="key-gold" /> right path
          </>
        )}
        {walk && (
          <>
            <span className="key-model" /> your path
          </>
        )}
        <span>upper branch: yes</span>
      </p>
      <fieldset
        className="tree-canvas"
        aria-label="Policy as a tree; arrow keys go from node to node"
        style={{ width: rem(width), height: rem(height) }}
        onKeyDown={onKeyDown}
      >
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {layout.edges.map((edge) => (
            <path key={edge.key} className="tree-edge" d={curve(edge.from, edge.to)} />
          ))}
          {gold &&
            movesOf(gold, layout).map(({ from, to }) => (
              <path key={to.key} className="tree-gold" d={curve(from, to)} />
            ))}
          {walk &&
            movesOf(walk, layout).map(({ from, to }) => (
              <path key={to.key} className="tree-model" d={curve(from, to)} />
            ))}
        </svg>
        {layout.nodes.map((placed) => {
          const { key, node } = placed;
          const { x, y } = fitted.place(placed);
          return (
            <button
              key={key}
              ref={buttonOf(key)}
              type="button"
              className="tree-button"
              data-kind={node.kind}
              data-gold={onGold.has(key) || undefined}
              data-walk={onWalk.has(key) || undefined}
              aria-pressed={key === selected.key}
              aria-label={nodeInWords(node, onGold.has(key))}
              tabIndex={key === selected.key ? 0 : -1}
              style={{
                left: rem(x - nodeWidth(placed) / 2),
                top: rem(y - nodeHeight / 2),
                width: rem(nodeWidth(placed)),
                whiteSpace: isWrapped ? 'normal' : undefined,
                height: rem(nodeHeight),
              }}
              onClick={() => onSelect(key)}
            >
              <NodeContent node={node} />
            </button>
          );
        })}
      </fieldset>
    </div>
  );
}

/** What stands in a node: a case, or the question, of which a crop may show a part. */
function NodeContent({ node }: { node: PolicyNode }) {
  const { words, crop } = nodeLabel(node);
  if (!crop) return words;
  return (
    <span className="tree-crop">
      {words} <Crop crop={crop} size={18} decorative />?
    </span>
  );
}

function nodeInWords(node: PolicyNode, onGold: boolean): string {
  const words =
    node.kind === 'response'
      ? `Case ${node.caseNumber}`
      : `${conditionName(node.label)}: is there a ${describeCondition(node.condition)}?${cropInWords(node)}`;
  return onGold ? `${words} (on the right path)` : words;
}

function cropInWords({ asks, crops }: DecisionNode): string {
  const crop = crops?.[asks];
  return crop ? ` The ${asks} is shown by a ${cropShown(crop).words}.` : '';
}

function rem(sixteenths: number): string {
  return `${sixteenths / 16}rem`;
}

function curveOf({ place, nodeWidth }: FittedTree, from: PlacedNode, to: PlacedNode): string {
  const [start, end] = [place(from), place(to)];
  const [x1, x2] = [start.x + nodeWidth(from) / 2, end.x - nodeWidth(to) / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1},${start.y}C${middle},${start.y} ${middle},${end.y} ${x2},${end.y}`;
}

/** Right: the yes branch; left: back; up and down: the next node of the same column. */
function neighbour(layout: TreeLayout, from: PlacedNode, key: string): PlacedNode | null {
  switch (key) {
    case 'ArrowRight':
      return layout.edges.find((edge) => edge.from === from && edge.verdict)?.to ?? null;
    case 'ArrowLeft':
      return layout.edges.find((edge) => edge.to === from)?.from ?? null;
    case 'ArrowUp':
    case 'ArrowDown': {
      const column = layout.nodes.filter((node) => node.x === from.x).sort((a, b) => a.y - b.y);
      return column[column.indexOf(from) + (key === 'ArrowUp' ? -1 : 1)] ?? null;
    }
    default:
      return null;
  }
}
