import * as v from 'valibot';
import { ACCOUNT_TYPES } from '../../../sequence/tool-words';
import { COMPARISONS, type Condition } from './condition';
import {
  type ConditionNode,
  type GtaPolicy,
  MAX_RULE_DEPTH,
  type RuleNode,
  TOOL_NAMES,
  VERSIONED_TOOLS,
} from './policy';
import { gtaPolicyProblems } from './policy-problems';

/** What strangers' files may say of a policy. */

const whole = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

export const conditionSchema: v.GenericSchema<unknown, Condition> = v.union([
  v.strictObject({
    about: v.literal('type'),
    types: v.pipe(v.array(v.picklist(ACCOUNT_TYPES)), v.maxLength(ACCOUNT_TYPES.length)),
  }),
  v.strictObject({
    about: v.picklist(['credits', 'age']),
    comparison: v.picklist(COMPARISONS),
    threshold: whole(999_999),
  }),
  v.strictObject({ about: v.literal('mathematics') }),
]);

const toolNode = v.strictObject({ kind: v.literal('tool'), name: v.picklist(TOOL_NAMES) });

function conditionNode(depth: number): v.GenericSchema<unknown, ConditionNode> {
  const child: v.GenericSchema<unknown, RuleNode> =
    depth === 1 ? toolNode : v.union([toolNode, conditionNode(depth - 1)]);
  return v.strictObject({
    kind: v.literal('condition'),
    label: whole(63),
    condition: conditionSchema,
    whenTrue: child,
    whenFalse: child,
  });
}

export const policySchema: v.GenericSchema<unknown, GtaPolicy> = v.pipe(
  v.strictObject({
    name: v.pipe(v.string(), v.maxLength(20)),
    rules: v.pipe(
      v.array(v.strictObject({ tool: v.picklist(VERSIONED_TOOLS), root: conditionNode(MAX_RULE_DEPTH) })),
      v.maxLength(VERSIONED_TOOLS.length),
    ),
    tips: v.strictObject({ describeFirst: v.boolean(), closed: whole(10), open: whole(10) }),
  }),
  v.check(
    (policy) => policy.rules.length === VERSIONED_TOOLS.length && gtaPolicyProblems(policy).length === 0,
    'it breaks the rules of a policy of tools.',
  ),
);
