import type { ToolFamily } from '../../../sequence/tool-words';
import type { Condition } from './condition';
import {
  type ConditionNode,
  familyOf,
  type GtaPolicy,
  MAX_RULE_DEPTH,
  type RuleNode,
  type ToolRule,
  VERSIONED_TOOLS,
} from './policy';
import { gtaPolicyProblems } from './policy-problems';
import { BBOX_FIRST, DESCRIBE_FIRST, EXACT_NAMES, parseConditionQuestion } from './policy-text';

export interface GtaTextError {
  /** Line of the text, from 1. */
  readonly line: number;
  readonly message: string;
}

export type GtaTextResult =
  | { readonly ok: true; readonly policy: GtaPolicy }
  | { readonly ok: false; readonly errors: readonly GtaTextError[] };

type Target = { readonly label: number } | { readonly name: string };

interface ConditionLine {
  readonly line: number;
  readonly tool: ToolFamily;
  readonly label: number;
  readonly condition: Condition;
  readonly whenTrue: Target;
  readonly whenFalse: Target;
}

type Say = (line: number, message: string) => void;

const CONDITION_LINE = /^condition (\d{1,3}):\s*(.*?\?)\s*yes:\s*(.+?)\.\s*no:\s*(.+?)\.?$/i;
const K_TIP = /^search with k = (\d{1,3}) if the question is open-ended, else with k = (\d{1,3})\.?$/i;

/** Longest text that is read, characters. */
const TEXT_LIMIT = 20_000;

/**
 * Reads the text form of a policy (`gtaPolicyText`). Never throws. The instruction may be any text, sections and conditions may
 * stand in any order below their heading (a rule begins with its first condition); spacing and capitals of sentences do not matter.
 * Errors of wording come first, then those of references, then those of the policy as a whole.
 */
export function parseGtaPolicyText(text: string): GtaTextResult {
  const errors: GtaTextError[] = [];
  const say: Say = (line, message) => errors.push({ line, message });
  const failed = (): GtaTextResult => ({ ok: false, errors: errors.sort((a, b) => a.line - b.line) });
  if (text.length > TEXT_LIMIT) {
    say(1, `The text has more than ${TEXT_LIMIT} characters.`);
    return failed();
  }
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim().replace(/\s+/g, ' '));
  const name = readName(lines, say);
  const conditions = readConditions(lines, say);
  const tips = readTips(lines, say);
  if (errors.length > 0 || !tips) return failed();

  const rules = readRules(conditions, lines.length, say);
  if (errors.length > 0) return failed();
  const policy: GtaPolicy = { name, rules, tips };
  for (const { label, message } of gtaPolicyProblems(policy)) {
    say(conditions.find((one) => one.label === label)?.line ?? 1, message);
  }
  return errors.length > 0 ? failed() : { ok: true, policy };
}

const isHeading = (line: string) => line.startsWith('#');
const headingOf = (line: string) => line.replace(/^#+\s*/, '');
const isTips = (line: string) => /^#+ ?tips$/i.test(line);

function readName(lines: readonly string[], say: Say): string {
  const index = Math.max(
    0,
    lines.findIndex((line) => line !== ''),
  );
  const found = /^policy (\S+)$/i.exec(lines[index] ?? '');
  if (!found)
    say(index + 1, 'The text must begin with the line "Policy" and a name, like "Policy GTAPolicy".');
  return found?.[1] ?? '';
}

/** The lines below headings that name tools. */
function readConditions(lines: readonly string[], say: Say): ConditionLine[] {
  const conditions: ConditionLine[] = [];
  let tool: ToolFamily | null = null;
  for (const [i, line] of lines.entries()) {
    if (isHeading(line)) {
      tool = null;
      if (isTips(line)) continue;
      const known = VERSIONED_TOOLS.find((one) => one.toLowerCase() === headingOf(line).toLowerCase());
      if (known) tool = known;
      else say(i + 1, `"${headingOf(line).slice(0, 40)}" is not a tool with versions.`);
      continue;
    }
    if (!tool || line === '') continue;
    const read = readCondition(line, i + 1, tool, say);
    if (read) conditions.push(read);
  }
  return conditions;
}

function readCondition(line: string, at: number, tool: ToolFamily, say: Say): ConditionLine | null {
  const found = CONDITION_LINE.exec(line);
  if (!found) {
    say(
      at,
      'A condition reads "Condition 6: Are the credits at most 250? Yes: use OCR_v5. No: go to Condition 7."',
    );
    return null;
  }
  const [, label, question, yes, no] = found;
  const condition = parseConditionQuestion(question);
  if (!condition) {
    say(
      at,
      `"${question.slice(0, 60)}" is not a condition. Ask for mathematics, the account type ("Is the account type A or B?"), credits or age ("Is the age less than 21?").`,
    );
  }
  const [whenTrue, whenFalse] = [yes, no].map((words) => readTarget(words, at, say));
  return condition && whenTrue && whenFalse
    ? { line: at, tool, label: Number(label), condition, whenTrue, whenFalse }
    : null;
}

function readTarget(words: string, at: number, say: Say): Target | null {
  const jump = /^go to condition (\d{1,3})$/i.exec(words);
  if (jump) return { label: Number(jump[1]) };
  const use = /^use (\S+)$/i.exec(words);
  if (use && familyOf(use[1])) return { name: use[1] };
  say(
    at,
    use
      ? `There is no tool "${use[1].slice(0, 40)}".`
      : `"${words.slice(0, 60)}" leads nowhere: write "use OCR_v5" or "go to Condition 7".`,
  );
  return null;
}

function readTips(lines: readonly string[], say: Say): GtaPolicy['tips'] | null {
  const heading = lines.findIndex(isTips);
  if (heading < 0) {
    say(lines.length, 'The section "# Tips" is missing.');
    return null;
  }
  let describeFirst = false;
  let k: RegExpExecArray | null = null;
  for (let i = heading + 1; i < lines.length && !isHeading(lines[i]); i++) {
    const line = lines[i];
    const says = (tip: string) => line.toLowerCase() === tip.toLowerCase();
    if (line === '' || says(BBOX_FIRST) || says(EXACT_NAMES)) continue;
    if (says(DESCRIBE_FIRST)) describeFirst = true;
    else if (K_TIP.test(line)) k = K_TIP.exec(line);
    else say(i + 1, `"${line.slice(0, 60)}" is not a tip that this page knows.`);
  }
  if (!k) {
    say(
      heading + 1,
      'The tips do not say how many results a search gives: "Search with k = 4 if the question is open-ended, else with k = 1."',
    );
    return null;
  }
  return { describeFirst, open: Number(k[1]), closed: Number(k[2]) };
}

/** Grows one tree for each tool, with a sentence for each reference that leads nowhere, in a circle, or to another tool's rule. */
function readRules(conditions: readonly ConditionLine[], lastLine: number, say: Say): ToolRule[] {
  const order = [...new Set(conditions.map(({ tool }) => tool))];
  for (const tool of VERSIONED_TOOLS) {
    if (!order.includes(tool)) say(lastLine, `${tool} has no rule.`);
  }
  const reached = new Set<ConditionLine>();
  const grow = (at: ConditionLine, depth: number): ConditionNode => {
    reached.add(at);
    const follow = (target: Target): RuleNode => {
      if ('name' in target) return { kind: 'tool', name: target.name };
      const next = conditions.find((one) => one.label === target.label && one.tool === at.tool);
      if (next && !reached.has(next) && depth < MAX_RULE_DEPTH) return grow(next, depth + 1);
      say(
        at.line,
        !next
          ? `The rule of ${at.tool} has no Condition ${target.label}.`
          : reached.has(next)
            ? `Two ways lead to Condition ${target.label}, or it leads to itself; a rule is a tree.`
            : `A path of a rule has ${MAX_RULE_DEPTH} conditions at most.`,
      );
      return { kind: 'tool', name: '' };
    };
    return {
      kind: 'condition',
      label: at.label,
      condition: at.condition,
      whenTrue: follow(at.whenTrue),
      whenFalse: follow(at.whenFalse),
    };
  };
  const rules = order.map((tool): ToolRule => {
    const first = conditions.find((one) => one.tool === tool) as ConditionLine;
    return { tool, root: grow(first, 1) };
  });
  for (const one of conditions) {
    if (!reached.has(one)) say(one.line, `Nothing leads to Condition ${one.label}.`);
  }
  return rules;
}
