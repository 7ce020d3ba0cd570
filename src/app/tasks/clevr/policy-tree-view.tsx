import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { dottedPath } from '../../../sequence/vocabulary';
import { describeCondition } from '../../../tasks/clevr/policy/describe';
import type { Policy, PolicyNode, Reasoning } from '../../../tasks/clevr/policy/policy-tree';
import { decisionNodes } from '../../../tasks/clevr/policy/walk';
import { cropShown, useCropAddress } from './crop';
import '../../parts/tree.css';
import { layoutPolicy, misquotesOf, movesOf, nodeLabel, type PlacedNode, pathKeys } from './tree-layout';
import { caseInWords } from './words';

/** A curve from the right side of one node to the left side of another. */
function curve(from: PlacedNode, to: PlacedNode): string {
  const [x1, x2] = [from.x + from.width / 2, to.x - to.width / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1},${from.y}C${middle},${from.y} ${middle},${to.y} ${x2},${to.y}`;
}

/** Side of a crop in a node. */
const CROP_SIDE = 16;

/** How far a tree shrinks to fit a narrow screen before it scrolls. */
const SMALLEST = 0.78;

/** Room for quoted words from the left end of a node to the next column, and letters that fit it at their full width. */
const QUOTE_WIDTH = 92;
const QUOTE_LETTERS = 16;

/**
 * The policy as a tree, with the path that is right and the path that the model, or somebody else, took: solid as far as it
 * is a way of this policy, dashed from where it is none, with the words that were quoted in place of the policy's.
 */
export function PolicyTreeView({
  policy,
  gold,
  model,
  who = 'the model',
  here,
}: {
  policy: Policy;
  /** Null while it is not to be seen. */
  gold: Reasoning | null;
  model: Reasoning | null;
  /** Whose path the second one is. */
  who?: string;
  /** The place that is being asked about. */
  here?: PolicyNode;
}) {
  const layout = useMemo(() => layoutPolicy(policy), [policy]);
  const goldMoves = gold ? movesOf(gold, layout) : [];
  const modelMoves = model ? movesOf(model, layout) : [];
  const onGold = new Set(gold ? pathKeys(gold) : []);
  const onModel = new Set(model ? pathKeys(model) : []);
  const misquotes = model ? misquotesOf(model, layout) : new Map<string, string>();
  const end = (goldMoves.at(-1) ?? modelMoves.at(-1))?.to.y ?? null;
  const scrolls = useRef<HTMLElement>(null);
  // A tree too tall for its place opens where the path ends.
  useEffect(() => {
    const box = scrolls.current;
    if (!box || end === null || box.scrollHeight <= box.clientHeight) return;
    box.scrollTop = (end / layout.height) * box.scrollHeight - box.clientHeight / 2;
  }, [end, layout]);
  const { name, layers } = policy;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an edit of the same policy leaves the tree where it is.
  useLayoutEffect(() => {
    if (scrolls.current) scrolls.current.scrollLeft = 0;
  }, [name, layers]);
  const isAstray = misquotes.size > 0 || modelMoves.some((move) => !move.isSound);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a figure that scrolls must be reachable by keyboard. */}
      <figure ref={scrolls} className="tree-scroll" tabIndex={0} aria-label="Policy as a tree">
        <svg
          className="tree"
          style={{ width: `${layout.width / 16}rem`, minWidth: `${(SMALLEST * layout.width) / 16}rem` }}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="img"
          aria-label={[
            `Tree of ${policy.name}.`,
            ...picturesInWords(policy),
            ...(gold ? [`Right path: ${pathInWords(gold)}.`] : []),
            ...(model ? [`Path of ${who}: ${pathInWords(model)}.`] : []),
          ].join(' ')}
        >
          {layout.edges.map((edge) => (
            <path key={edge.key} className="tree-edge" d={curve(edge.from, edge.to)} />
          ))}
          {goldMoves.map((move) => (
            <path
              key={`${move.from.key} ${move.to.key}`}
              className="tree-gold"
              d={curve(move.from, move.to)}
            />
          ))}
          {modelMoves.map(({ from, to, isSound }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a model may make the same move twice.
            <g key={i}>
              {!isSound && <path className="tree-casing" d={curve(from, to)} />}
              <path className="tree-model" data-astray={!isSound || undefined} d={curve(from, to)} />
            </g>
          ))}
          {layout.nodes.map((placed) => (
            <TreeNode
              key={placed.key}
              placed={placed}
              onGold={onGold.has(placed.key)}
              onModel={onModel.has(placed.key)}
              misquote={misquotes.get(placed.key)}
              isHere={placed.node === here}
              isJudged={gold !== null}
            />
          ))}
        </svg>
      </figure>
      {isAstray && (
        <p className="faint tree-astray">
          <span className="key-astray" /> not a way of this policy
          {misquotes.size > 0 && `; red words: what ${who} asked there instead`}
        </p>
      )}
    </>
  );
}

function TreeNode({
  placed,
  onGold,
  onModel,
  misquote,
  isHere,
  isJudged,
}: {
  placed: PlacedNode;
  onGold: boolean;
  onModel: boolean;
  /** What was asked here in place of the policy's condition. */
  misquote: string | undefined;
  isHere: boolean;
  /** Whether the right path is known, and to be seen. */
  isJudged: boolean;
}) {
  const { node, x, y, width } = placed;
  const { words } = nodeLabel(node);
  const isCase = node.kind === 'response';
  const crop = isCase ? undefined : node.crops?.[node.asks];
  const address = useCropAddress(crop);
  return (
    <g
      className="tree-node"
      data-kind={node.kind}
      data-gold={onGold || undefined}
      data-model={(onModel && misquote === undefined) || undefined}
      data-misquoted={misquote !== undefined || undefined}
      data-here={isHere || undefined}
      data-wrong={(isJudged && isCase && onModel && !onGold) || undefined}
      transform={`translate(${x},${y})`}
    >
      <title>
        {isCase
          ? `Case ${node.caseNumber}`
          : `Condition ${dottedPath(node.label)}: is there a ${describeCondition(node.condition)}?${crop ? ` The ${node.asks} is shown by a ${cropShown(crop).words}.` : ''}`}
      </title>
      <rect x={-width / 2} y={-8.5} width={width} height={17} rx={isCase ? 3 : 8.5} />
      {address ? (
        <>
          {words && (
            <text className="tree-words" x={8 - width / 2} dy="0.35em">
              {words}
            </text>
          )}
          <image
            href={address}
            x={words ? width / 2 - CROP_SIDE - 14 : -CROP_SIDE - 1}
            y={-CROP_SIDE / 2}
            width={CROP_SIDE}
            height={CROP_SIDE}
          />
          <text x={words ? width / 2 - 9 : 8} dy="0.35em">
            ?
          </text>
        </>
      ) : (
        <text dy="0.35em">{crop ? `${words} …?` : words}</text>
      )}
      {misquote !== undefined && (
        <text
          className="tree-quoted"
          x={-width / 2}
          y={18}
          textLength={misquote.length > QUOTE_LETTERS ? QUOTE_WIDTH : undefined}
          lengthAdjust="spacingAndGlyphs"
        >
          {misquote}?
        </text>
      )}
    </g>
  );
}

/** "cyan object? yes, small cyan object? no, Case 3". */
export function pathInWords(reasoning: Reasoning): string {
  const steps = reasoning.steps.map(
    (step) => `${describeCondition(step.condition)}? ${step.verdict ? 'yes' : 'no'}`,
  );
  return [...steps, caseInWords(reasoning)].join(', ');
}

/** Which conditions show their own value by a picture, for those who do not see it; nothing where none does. */
function picturesInWords(policy: Policy): string[] {
  const shown = decisionNodes(policy).flatMap(({ label, asks, crops }) => {
    const crop = crops?.[asks];
    return crop ? [`the ${asks} of Condition ${dottedPath(label)} by a ${cropShown(crop).words}`] : [];
  });
  return shown.length > 0 ? [`It shows ${shown.join(', ')}.`] : [];
}
