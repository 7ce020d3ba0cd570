import type { RandomStream } from '../../../random/stream';
import { ACCOUNT_TYPES, type ToolFamily, versionNames } from '../../../sequence/tool-words';
import { LABEL_COUNT } from '../../../sequence/vocabulary';
import { type AccountType, MAX_AGE, MAX_CREDITS, MIN_AGE, type Profile } from '../profile';
import { COMPARISONS, type Condition } from './condition';
import { type GtaPolicy, type RuleNode, type Tips, type ToolRule, VERSIONED_TOOLS } from './policy';
import { PAPER_POLICY } from './policy-dataset';
import { conditionNodes, ruleOf, walkRule } from './walk';

/** Users that can come to a place in a tree. */
interface Space {
  readonly credits: readonly [least: number, most: number];
  readonly age: readonly [least: number, most: number];
  readonly types: readonly AccountType[];
}

const EVERYBODY: Space = { credits: [0, MAX_CREDITS], age: [MIN_AGE, MAX_AGE], types: ACCOUNT_TYPES };
/** What a condition leaves on either side at least, so that every version has users. */
const CREDITS_APART = 120;
const AGES_APART = 9;
/** Credits are compared to multiples of this. */
const CREDIT_STEP = 10;
/** Most conditions about the user on a path. */
const FRESH_DEPTH = 3;

/** A policy of the same kind as the paper's: thresholds, orders and sets drawn anew, labels and sections in any order. */
export function freshPolicy(
  random: RandomStream,
  tools: readonly ToolFamily[] = VERSIONED_TOOLS,
  name = PAPER_POLICY.name,
): GtaPolicy {
  const rules = random.shuffled(tools).map((tool) => freshRule(tool, random, random.next() < 0.75));
  return relabelled({ name, rules, tips: freshTips(random) }, random);
}

/**
 * A rule that no user tells apart from the paper's is drawn again: pretraining and override never show those.
 *
 * @param readsMathematics for OCR: whether mathematics goes to MathOCR
 */
export function freshRule(tool: ToolFamily, random: RandomStream, readsMathematics = true): ToolRule {
  const paper = ruleOf(PAPER_POLICY, tool);
  for (;;) {
    const root = grow(EVERYBODY, random.shuffled(versionNames(tool)), FRESH_DEPTH, random);
    const whole: RuleNode =
      tool === 'OCR' && readsMathematics
        ? asking({ about: 'mathematics' }, toolNamed('MathOCR'), root)
        : root;
    if (whole.kind === 'condition' && !(paper && answersAlike(paper.root, whole))) {
      return { tool, root: whole };
    }
  }
}

function freshTips(random: RandomStream): Tips {
  const [closed, open] = random.shuffled([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  return { describeFirst: random.next() < 0.75, closed, open };
}

/** Labels: unique in the policy; this one is drawn again by {@link relabelled}. */
const asking = (condition: Condition, whenTrue: RuleNode, whenFalse: RuleNode): RuleNode => ({
  kind: 'condition',
  label: 1,
  condition,
  whenTrue,
  whenFalse,
});
const toolNamed = (name: string): RuleNode => ({ kind: 'tool', name });

/** A tree that gives each of these tools to some users. */
function grow(space: Space, names: readonly string[], depth: number, random: RandomStream): RuleNode {
  if (names.length === 1) return toolNamed(names[0]);
  const fitsBelow = 2 ** (depth - 1);
  const [least, most] = [Math.max(1, names.length - fitsBelow), Math.min(names.length - 1, fitsBelow)];
  const first = least + random.int(most - least + 1);
  const { condition, met, unmet } = split(space, random);
  return asking(
    condition,
    grow(met, names.slice(0, first), depth - 1, random),
    grow(unmet, names.slice(first), depth - 1, random),
  );
}

function split(space: Space, random: RandomStream): { condition: Condition; met: Space; unmet: Space } {
  const [leastCredits, mostCredits] = space.credits;
  const [leastAge, mostAge] = space.age;
  const kinds = [
    ...(mostCredits - leastCredits >= 2 * CREDITS_APART + CREDIT_STEP
      ? (['credits', 'credits'] as const)
      : []),
    ...(mostAge - leastAge >= 2 * AGES_APART + 1 ? (['age'] as const) : []),
    ...(space.types.length > 1 ? (['type'] as const) : []),
  ];
  const about = random.pick(kinds);
  if (about === 'type') {
    const chosen = random.shuffled(space.types).slice(0, 1 + random.int(space.types.length - 1));
    const types = ACCOUNT_TYPES.filter((type) => chosen.includes(type));
    const others = space.types.filter((type) => !types.includes(type));
    return { condition: { about, types }, met: { ...space, types }, unmet: { ...space, types: others } };
  }
  const isCredits = about === 'credits';
  const step = isCredits ? CREDIT_STEP : 1;
  const apart = isCredits ? CREDITS_APART : AGES_APART;
  const [least, most] = space[about];
  const first = Math.ceil((least + apart) / step);
  const threshold = step * (first + random.int(Math.floor((most - apart) / step) - first + 1));
  const comparison = random.pick(COMPARISONS);
  const lowest = comparison === '<' ? threshold - 1 : threshold;
  const [low, high] = [
    { ...space, [about]: [least, lowest] },
    { ...space, [about]: [lowest + 1, most] },
  ] as readonly Space[];
  const [met, unmet] = comparison === '>' ? [high, low] : [low, high];
  return { condition: { about, comparison, threshold }, met, unmet };
}

/** The same policy under new labels. */
function relabelled(policy: GtaPolicy, random: RandomStream): GtaPolicy {
  return withLabels(policy, random.shuffled(Array.from({ length: LABEL_COUNT - 1 }, (_, i) => i + 1)));
}

/** The same policy with these labels, dealt out in text order. */
export function withLabels(policy: GtaPolicy, labels: readonly number[]): GtaPolicy {
  let used = 0;
  const deal = <N extends RuleNode>(node: N): N =>
    node.kind === 'tool'
      ? node
      : {
          ...node,
          label: labels[used++],
          whenTrue: deal(node.whenTrue),
          whenFalse: deal(node.whenFalse),
        };
  return { ...policy, rules: policy.rules.map(({ tool, root }) => ({ tool, root: deal(root) })) };
}

/** Users on a grid that is finer where the paper's thresholds are: rules that agree on it hardly differ. */
const GRID: readonly Profile[] = ACCOUNT_TYPES.flatMap((accountType) =>
  [
    0, 60, 120, 180, 240, 249, 250, 251, 320, 400, 480, 499, 500, 501, 580, 660, 740, 749, 750, 751, 830, 999,
  ].flatMap((credits) =>
    [10, 15, 20, 21, 30, 40, 50, 59, 60, 70, 79].map((age) => ({ accountType, credits, age })),
  ),
);

/** Whether two rules give every user of a fine grid, with and without mathematics, the same tool. */
export function answersAlike(a: RuleNode, b: RuleNode): boolean {
  const mathematics = [a, b].some((root) =>
    conditionNodes(root).some(({ condition }) => condition.about === 'mathematics'),
  )
    ? [false, true]
    : [false];
  return GRID.every((profile) =>
    mathematics.every((shown) => {
      const circumstances = { profile, mathematics: shown };
      return walkRule(a, circumstances).name === walkRule(b, circumstances).name;
    }),
  );
}
