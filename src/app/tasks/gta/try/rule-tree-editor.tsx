import { useMemo, useRef, useState } from 'react';
import type { GtaPolicy, RuleNode, ToolRule } from '../../../../tasks/gta/rules/policy';
import { conditionQuestion } from '../../../../tasks/gta/rules/policy-text';
import type { RuleWalk } from '../../../../tasks/gta/rules/walk';
import { useRoom } from '../../../design/use-room';
import { useTreeKeys } from '../../../parts/tree-keys';
import { layoutRule, type PlacedRuleNode, RULE_NODE_WIDTH, type RuleLayout, tracePath } from '../rule-layout';
import { curve, nodeInWords } from '../rule-tree';
import { RuleForm } from './rule-form';

/** How far a tree may grow and shrink to fill its room. */
const [SMALLEST, LARGEST] = [0.84, 1.15];
/** Height of a node: a finger's target. */
const NODE_HEIGHT = 24;

/** A tool's rule as a tree whose places can be chosen and changed. */
export function RuleTreeEditor({
  policy,
  rule,
  gold,
}: {
  policy: GtaPolicy;
  rule: ToolRule;
  /** The right path; null where it is not to be seen. */
  gold: RuleWalk | null;
}) {
  const layout = useMemo(() => layoutRule(rule.root), [rule]);
  const [wanted, setWanted] = useState('');
  const selected = layout.nodes.find(({ key }) => key === wanted) ?? layout.nodes[0];
  return (
    <div className="tree-editor">
      <Tree rule={rule} layout={layout} gold={gold} selected={selected} onSelect={setWanted} />
      <RuleForm policy={policy} rule={rule} way={selected.key} onMoved={setWanted} />
    </div>
  );
}

function Tree({
  rule,
  layout,
  gold,
  selected,
  onSelect,
}: {
  rule: ToolRule;
  layout: RuleLayout;
  gold: RuleWalk | null;
  selected: PlacedRuleNode;
  onSelect: (way: string) => void;
}) {
  const stage = useRef<HTMLDivElement>(null);
  const { width, height, nodes, edges } = layout;
  const scale = Math.min(LARGEST, Math.max(SMALLEST, useRoom(stage) / width));
  const right = gold ? tracePath(gold, layout) : null;
  const { onKeyDown, buttonOf } = useTreeKeys(
    selected.key,
    (key) => neighbour(layout, selected, key),
    onSelect,
  );
  return (
    <div className="tree-stage" ref={stage}>
      <fieldset
        className="tree-canvas"
        aria-label={`Rule of ${rule.tool} as a tree; arrow keys go from place to place`}
        style={{ width: rem(scale * width), height: rem(scale * height) }}
        onKeyDown={onKeyDown}
      >
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {edges.map(({ from, to }) => (
            <path key={to.key} className="tree-edge" d={curve(from, to)} />
          ))}
          {right?.moves.map(({ from, to }) => (
            <path key={to.key} className="tree-gold" d={curve(from, to)} />
          ))}
        </svg>
        {nodes.map(({ key, node, x, y }) => (
          <button
            key={key}
            ref={buttonOf(key)}
            type="button"
            className="tree-button"
            data-kind={node.kind === 'tool' ? 'response' : 'decision'}
            data-gold={right?.places.has(key) || undefined}
            aria-pressed={key === selected.key}
            aria-label={inWords(node, right?.places.has(key) ?? false)}
            tabIndex={key === selected.key ? 0 : -1}
            style={{
              left: rem(scale * (x - RULE_NODE_WIDTH / 2)),
              top: rem(scale * y - NODE_HEIGHT / 2),
              width: rem(scale * RULE_NODE_WIDTH),
              height: rem(NODE_HEIGHT),
            }}
            onClick={() => onSelect(key)}
          >
            {nodeInWords(node)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function inWords(node: RuleNode, onGold: boolean): string {
  const words =
    node.kind === 'tool' ? node.name : `Condition ${node.label}: ${conditionQuestion(node.condition)}`;
  return onGold ? `${words} (on the right path)` : words;
}

/** Right: what follows yes; down: what follows no, or the end below; left and up: back. */
function neighbour({ nodes, edges }: RuleLayout, from: PlacedRuleNode, key: string): PlacedRuleNode | null {
  const after = (verdict: string) =>
    edges.find((edge) => edge.from === from && edge.to.key.endsWith(verdict))?.to;
  const column = nodes.filter(({ x }) => x === from.x).sort((a, b) => a.y - b.y);
  switch (key) {
    case 'ArrowRight':
      return after('yes') ?? null;
    case 'ArrowLeft':
      return nodes.findLast(({ x, y }) => x < from.x && y <= from.y) ?? null;
    case 'ArrowDown':
      return after('no') ?? column[column.indexOf(from) + 1] ?? null;
    case 'ArrowUp':
      return column[column.indexOf(from) - 1] ?? null;
    default:
      return null;
  }
}

function rem(sixteenths: number): string {
  return `${sixteenths / 16}rem`;
}
