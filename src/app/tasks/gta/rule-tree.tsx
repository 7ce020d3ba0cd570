import { useMemo } from 'react';
import { conditionWords } from '../../../tasks/gta/rules/condition';
import type { RuleNode, ToolRule } from '../../../tasks/gta/rules/policy';
import { conditionQuestion } from '../../../tasks/gta/rules/policy-text';
import type { RuleStep } from '../../../tasks/gta/rules/walk';
import '../../parts/tree.css';
import './gta.css';
import {
  layoutRule,
  misquotes,
  type PlacedRuleNode,
  RULE_NODE_WIDTH,
  type RulePath,
  tracePath,
} from './rule-layout';

/** How far a tree shrinks to fit a narrow screen before it scrolls. */
const SMALLEST = 0.78;
const NO_PATH: RulePath = { steps: [], name: null };

/** Straight down within a column; else a curve from the right side of one node to the left side of another. */
export function curve(from: PlacedRuleNode, to: PlacedRuleNode): string {
  if (from.x === to.x && from.y < to.y) return `M${from.x},${from.y}V${to.y}`;
  const [x1, x2] = [from.x + RULE_NODE_WIDTH / 2, to.x - RULE_NODE_WIDTH / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1},${from.y}C${middle},${from.y} ${middle},${to.y} ${x2},${to.y}`;
}

/** A tool's rule as a tree, with the path that is right and that of a model: dashed where the rule does not lead that way. */
export function RuleTree({
  rule,
  gold,
  model,
}: {
  rule: ToolRule;
  gold: RulePath | null;
  model: RulePath | null;
}) {
  const layout = useMemo(() => layoutRule(rule.root), [rule]);
  const right = tracePath(gold ?? NO_PATH, layout);
  const taken = tracePath(model ?? NO_PATH, layout);
  const quoted = misquotes(model ?? NO_PATH, layout);
  const isAstray = quoted.size > 0 || taken.moves.some(({ isSound }) => !isSound);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a figure that scrolls must be reachable by keyboard. */}
      <figure className="tree-scroll" tabIndex={0} aria-label={`Rule of ${rule.tool} as a tree`}>
        <svg
          className="tree"
          style={{ width: `${layout.width / 16}rem`, minWidth: `${(SMALLEST * layout.width) / 16}rem` }}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="img"
          aria-label={[
            `Rule of ${rule.tool}.`,
            ...(gold ? [`Right path: ${pathInWords(gold)}.`] : []),
            ...(model ? [`Path of the model: ${pathInWords(model)}.`] : []),
          ].join(' ')}
        >
          {layout.edges.map(({ from, to }) => (
            <path key={to.key} className="tree-edge" d={curve(from, to)} />
          ))}
          {right.moves.map(({ from, to }) => (
            <path key={to.key} className="tree-gold" d={curve(from, to)} />
          ))}
          {taken.moves.map(({ from, to, isSound }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a model may make the same move twice.
            <g key={i}>
              {!isSound && <path className="tree-casing" d={curve(from, to)} />}
              <path className="tree-model" data-astray={!isSound || undefined} d={curve(from, to)} />
            </g>
          ))}
          {layout.nodes.map((placed) => (
            <Node
              key={placed.key}
              placed={placed}
              onGold={right.places.has(placed.key)}
              onModel={taken.places.has(placed.key)}
              misquote={quoted.get(placed.key)}
            />
          ))}
        </svg>
      </figure>
      {isAstray && (
        <p className="faint tree-astray">
          <span className="key-astray" /> not a way of this rule
          {quoted.size > 0 && '; red words: what the model asked there instead'}
        </p>
      )}
    </>
  );
}

function Node({
  placed: { node, x, y },
  onGold,
  onModel,
  misquote,
}: {
  placed: PlacedRuleNode;
  onGold: boolean;
  onModel: boolean;
  misquote: string | undefined;
}) {
  const isEnd = node.kind === 'tool';
  return (
    <g
      className="tree-node"
      data-kind={isEnd ? 'response' : 'decision'}
      data-gold={onGold || undefined}
      data-model={(onModel && misquote === undefined) || undefined}
      data-misquoted={misquote !== undefined || undefined}
      transform={`translate(${x},${y})`}
    >
      <title>{isEnd ? node.name : `Condition ${node.label}: ${conditionQuestion(node.condition)}`}</title>
      <rect x={-RULE_NODE_WIDTH / 2} y={-8.5} width={RULE_NODE_WIDTH} height={17} rx={isEnd ? 3 : 8.5} />
      <text dy="0.35em">{nodeInWords(node)}</text>
      {misquote !== undefined && (
        <text className="tree-quoted" x={-RULE_NODE_WIDTH / 2} y={18}>
          {misquote}?
        </text>
      )}
    </g>
  );
}

/** "credits ≤ 250?"; of a long name only the version. */
export function nodeInWords(node: RuleNode): string {
  if (node.kind === 'condition') return `${conditionWords(node.condition).replace('<=', '≤')}?`;
  const version = /_(v\d+)$/.exec(node.name);
  return version && node.name.length > 12 ? version[1] : node.name;
}

/** "Are the credits at most 250? no, … OCR_v4". */
export function pathInWords({ steps, name }: RulePath): string {
  return [...steps.map(stepInWords), name ?? 'no call'].join(', ');
}

export function stepInWords({ condition, verdict }: RuleStep): string {
  return `${conditionQuestion(condition)} ${verdict ? 'yes' : 'no'}`;
}
