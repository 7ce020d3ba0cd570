import * as v from 'valibot';
import type { ToolFamily } from '../../../sequence/tool-words';
import { conditionWords, parseConditionWords } from './condition';
import { type GtaPolicy, MAX_RULE_DEPTH, type RuleNode, VERSIONED_TOOLS } from './policy';
import { gtaPolicyProblems } from './policy-problems';

/** A rule in JSON: a tool's name, or a condition in the model's words with what follows yes and no. */
export type RuleJson =
  | string
  | { readonly label: number; readonly if: string; readonly yes: RuleJson; readonly no: RuleJson };

export interface GtaPolicyJson {
  readonly name: string;
  readonly rules: { readonly [tool: string]: RuleJson };
  readonly tips: { readonly describeFirst: boolean; readonly closed: number; readonly open: number };
}

const text = v.pipe(v.string(), v.maxLength(60));

/** A schema for trees of at most so many conditions on a path: no input can exhaust the stack. */
function ruleSchema(depth: number): v.GenericSchema<unknown, RuleJson> {
  if (depth === 0) return text;
  const below = ruleSchema(depth - 1);
  return v.union([text, v.strictObject({ label: v.number(), if: text, yes: below, no: below })]);
}

const policySchema = v.strictObject({
  name: text,
  rules: v.record(v.picklist(VERSIONED_TOOLS), ruleSchema(MAX_RULE_DEPTH)),
  tips: v.strictObject({ describeFirst: v.boolean(), closed: v.number(), open: v.number() }),
});

/** The JSON form of a policy. */
export function gtaPolicyJson({ name, rules, tips }: GtaPolicy): GtaPolicyJson {
  const write = (node: RuleNode): RuleJson =>
    node.kind === 'tool'
      ? node.name
      : {
          label: node.label,
          if: conditionWords(node.condition),
          yes: write(node.whenTrue),
          no: write(node.whenFalse),
        };
  return { name, rules: Object.fromEntries(rules.map(({ tool, root }) => [tool, write(root)])), tips };
}

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: GtaPolicy }
  | { readonly ok: false; readonly message: string };

/** Reads the JSON form of a policy; never throws. */
export function parseGtaPolicyJson(json: unknown): ParsedPolicy {
  const parsed = v.safeParse(policySchema, json, { abortEarly: true });
  if (!parsed.success) {
    const path = v.getDotPath(parsed.issues[0]);
    return { ok: false, message: `This is not a policy of tools: ${path ?? 'it'} does not fit.` };
  }
  const faults: string[] = [];
  const read = (node: RuleJson): RuleNode => {
    if (typeof node === 'string') return { kind: 'tool', name: node };
    const condition = parseConditionWords(node.if);
    if (!condition) faults.push(`"${node.if}" is not a condition.`);
    return {
      kind: 'condition',
      label: node.label,
      condition: condition ?? { about: 'mathematics' },
      whenTrue: read(node.yes),
      whenFalse: read(node.no),
    };
  };
  const rules = Object.entries(parsed.output.rules).flatMap(([tool, json]) => {
    const root = read(json);
    if (root.kind === 'condition') return [{ tool: tool as ToolFamily, root }];
    faults.push(`The rule of ${tool} asks nothing.`);
    return [];
  });
  const policy: GtaPolicy = { name: parsed.output.name, rules, tips: parsed.output.tips };
  if (faults.length === 0) faults.push(...gtaPolicyProblems(policy).map(({ message }) => message));
  return faults.length === 0
    ? { ok: true, policy }
    : { ok: false, message: `This is not a policy of tools: ${faults[0]}` };
}
