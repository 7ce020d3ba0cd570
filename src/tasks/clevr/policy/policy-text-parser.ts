import { ATTRIBUTE_TYPES, type Attributes } from '../../../scene/scene-graph';
import { CASE_COUNT, conditionName, MAX_LAYERS } from '../../../sequence/vocabulary';
import { type ConditionRead, readConditionPhrase, shortened } from './condition-phrase';
import { labelOfPath, parsePolicyName } from './names';
import { policyProblems } from './policy-problems';
import type { DecisionNode, Policy, PolicyNode } from './policy-tree';

export interface PolicyTextError {
  /** Line of the text, from 1. */
  readonly line: number;
  readonly message: string;
}

export type PolicyTextResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly errors: readonly PolicyTextError[] };

/** Where a sentence leads: to a condition or to a case. */
type Target = { readonly label: number } | { readonly caseNumber: number };

interface Sentence {
  readonly line: number;
  readonly text: string;
}

interface Section extends ConditionRead {
  readonly line: number;
  readonly label: number;
  readonly whenTrue: Target & { readonly line: number };
  readonly whenFalse: Target & { readonly line: number };
}

type Say = (line: number, message: string) => void;

const IF_SENTENCE = /^if there is (.+?) in the image, (.+)$/i;
const ELSE_SENTENCE = /^otherwise, (.+)$/i;

/**
 * Reads the text form of a policy ({@link policyText}). Never throws. The general instruction may be any text; sections may
 * stand in any order, and line breaks, spacing and capitals do not matter. All errors of one kind are reported
 * together: first those of wording, then of references between sections, then of the rules of a policy
 * ({@link policyProblems}); a later kind is only looked for in a text free of the earlier ones.
 */
export function parsePolicyText(text: string): PolicyTextResult {
  const errors: PolicyTextError[] = [];
  const say: Say = (line, message) => errors.push({ line, message });
  const failed = (): PolicyTextResult => ({ ok: false, errors: errors.sort((a, b) => a.line - b.line) });

  const lines = text.split(/\r\n|\r|\n/);
  const firstHeading = lines.findIndex(isHeading);
  const name = readName(firstHeading < 0 ? lines : lines.slice(0, firstHeading), say);
  const sections = firstHeading < 0 ? [] : readSections(lines, firstHeading, say);
  if (firstHeading < 0)
    say(lines.length, 'There are no sections: write "# Condition 1" and its two sentences.');
  if (errors.length > 0 || !name) return failed();

  const byLabel = new Map(sections.map((section) => [section.label, section]));
  checkReferences(byLabel, say);
  if (errors.length > 0) return failed();

  const policy: Policy = { name: name.text, layers: name.layers, root: grow(byLabel, 1, {}) };
  for (const { label, message } of policyProblems(policy)) {
    say(byLabel.get(label ?? 1)?.line ?? 1, message);
  }
  return errors.length > 0 ? failed() : { ok: true, policy };
}

function isHeading(line: string): boolean {
  return line.trimStart().startsWith('#');
}

function readName(preamble: readonly string[], say: Say): { text: string; layers: number } | null {
  const index = preamble.findIndex((line) => line.trim() !== '');
  const line = Math.max(0, index) + 1;
  const found = /^policy\s+(\S+)$/i.exec((preamble[index] ?? '').trim());
  if (!found) {
    say(line, 'The text must begin with the line "Policy" and a name, like "Policy L3-Suri".');
    return null;
  }
  const parsed = parsePolicyName(found[1]);
  if (!parsed) {
    say(
      line,
      `"${found[1]}" is not a policy name: write L, the number of layers (1 to ${MAX_LAYERS}), a hyphen and two known syllables, like "L3-Suri".`,
    );
    return null;
  }
  return { text: found[1], layers: parsed.layers };
}

function readSections(lines: readonly string[], first: number, say: Say): Section[] {
  const starts = lines.flatMap((line, index) => (index >= first && isHeading(line) ? [index] : []));
  const lineOfLabel = new Map<number, number>();
  return starts.flatMap((start, i) => {
    const label = readHeading(lines[start], start + 1, say);
    const section = readSection(label ?? 0, start + 1, lines.slice(start + 1, starts[i + 1]), say);
    if (label === null) return [];
    const earlier = lineOfLabel.get(label);
    if (earlier !== undefined) {
      say(start + 1, `${conditionName(label)} already has a section, at line ${earlier}.`);
    }
    lineOfLabel.set(label, earlier ?? start + 1);
    return section ?? [];
  });
}

function readHeading(line: string, number: number, say: Say): number | null {
  const found = /^\s*#+\s*condition\s+(\S+)\s*$/i.exec(line);
  const label = found ? labelOfPath(found[1]) : null;
  if (!found) say(number, `"${line.trim()}" is not a heading like "# Condition 1.1".`);
  else if (label === null) say(number, unknownCondition(found[1]));
  return label;
}

function readSection(label: number, line: number, body: readonly string[], say: Say): Section | null {
  const here = label > 0 ? conditionName(label) : 'This section';
  let asked: { line: number; condition: ConditionRead | null; target: Target | null } | undefined;
  let otherwise: { line: number; target: Target | null } | undefined;
  let understood = true;
  for (const sentence of sentences(body, line + 1)) {
    const ifFound = IF_SENTENCE.exec(sentence.text);
    const elseFound = ELSE_SENTENCE.exec(sentence.text);
    if (ifFound && !asked) {
      const { line } = sentence;
      const condition = readConditionPhrase(ifFound[1], (message) => say(line, message));
      asked = { line, condition, target: readTarget(ifFound[2], line, say) };
    } else if (elseFound && asked && !otherwise) {
      otherwise = { line: sentence.line, target: readTarget(elseFound[1], sentence.line, say) };
    } else if (ifFound && asked) {
      say(sentence.line, `${here} has more than one sentence that begins with "If there is".`);
    } else if (elseFound && otherwise) {
      say(sentence.line, `${here} has more than one sentence that begins with "Otherwise".`);
    } else if (elseFound) {
      say(sentence.line, `In ${here} "Otherwise" comes before the sentence that begins with "If there is".`);
      otherwise = { line: sentence.line, target: readTarget(elseFound[1], sentence.line, say) };
    } else {
      say(
        sentence.line,
        `This sentence is not understood: "${shortened(sentence.text)}". A section has two: "If there is a cyan object in the image, go to Condition 1.1." and "Otherwise, respond with Case 0."`,
      );
      understood = false;
    }
  }
  if (!understood) return null;
  if (!asked)
    say(line, `${here} lacks a sentence like "If there is a cyan object in the image, go to Condition 1.1."`);
  if (!otherwise) say(line, `${here} lacks a sentence like "Otherwise, respond with Case 0."`);
  if (!asked?.condition || !asked.target || !otherwise?.target) return null;
  return {
    line,
    label,
    ...asked.condition,
    whenTrue: { ...asked.target, line: asked.line },
    whenFalse: { ...otherwise.target, line: otherwise.line },
  };
}

/** Sentences end with a full stop at the end of a line or before a space (not the one inside "1.1"). */
function sentences(body: readonly string[], firstLine: number): Sentence[] {
  const found: Sentence[] = [];
  let words: string[] = [];
  let start = firstLine;
  const end = () => {
    if (words.length > 0) found.push({ line: start, text: words.join(' ') });
    words = [];
  };
  body.forEach((line, index) => {
    for (const word of line.split(/\s+/).filter((word) => word !== '')) {
      if (words.length === 0) start = firstLine + index;
      words.push(word.replace(/\.$/, ''));
      if (word.endsWith('.')) end();
    }
  });
  end();
  return found;
}

function readTarget(phrase: string, line: number, say: Say): Target | null {
  const condition = /^go to condition (\S+)$/i.exec(phrase);
  const response = /^respond with case (\S+)$/i.exec(phrase);
  if (condition) {
    const label = labelOfPath(condition[1]);
    if (label !== null) return { label };
    say(line, unknownCondition(condition[1]));
  } else if (response) {
    if (/^\d{1,2}$/.test(response[1]) && Number(response[1]) < CASE_COUNT) {
      return { caseNumber: Number(response[1]) };
    }
    say(line, `"Case ${shortened(response[1])}" does not exist: cases are numbered 0 to ${CASE_COUNT - 1}.`);
  } else {
    say(line, `"${shortened(phrase)}" is neither "go to Condition ..." nor "respond with Case ...".`);
  }
  return null;
}

function unknownCondition(path: string): string {
  return `"Condition ${shortened(path)}" cannot exist: names are "1" followed by up to ${MAX_LAYERS - 1} times ".1" or ".2".`;
}

/** References to missing sections, sections reached twice or in a circle, and sections never reached. */
function checkReferences(byLabel: ReadonlyMap<number, Section>, say: Say): void {
  const start = byLabel.get(1);
  if (!start) {
    say(1, 'There is no section "# Condition 1", where every policy starts.');
    return;
  }
  const reachedFrom = new Map<number, number>();
  const visit = (section: Section, path: readonly number[]) => {
    for (const target of [section.whenTrue, section.whenFalse]) {
      if (!('label' in target)) continue;
      const next = byLabel.get(target.label);
      const name = conditionName(target.label);
      const earlier = reachedFrom.get(target.label);
      if (!next) say(target.line, `${name} has no section.`);
      else if ([...path, section.label].includes(target.label)) {
        say(
          target.line,
          `${conditionName(section.label)} leads back to ${name}: following the policy would never end.`,
        );
      } else if (earlier !== undefined) {
        say(
          target.line,
          `${name} is already reached from ${conditionName(earlier)}; only one place may lead to it.`,
        );
      } else {
        reachedFrom.set(target.label, section.label);
        visit(next, [...path, section.label]);
      }
    }
  };
  visit(start, []);
  for (const { label, line } of byLabel.values()) {
    if (label !== 1 && !reachedFrom.has(label)) say(line, `Nothing leads to ${conditionName(label)}.`);
  }
}

function grow(byLabel: ReadonlyMap<number, Section>, label: number, above: Attributes): DecisionNode {
  const { condition, crops, whenTrue, whenFalse } = byLabel.get(label) as Section;
  const types = ATTRIBUTE_TYPES.filter((type) => condition[type] !== undefined);
  const asks = types.find((type) => above[type] === undefined) ?? types[0];
  const child = (target: Target, above: Attributes): PolicyNode =>
    'label' in target
      ? grow(byLabel, target.label, above)
      : { kind: 'response', caseNumber: target.caseNumber };
  return {
    kind: 'decision',
    label,
    condition,
    asks,
    ...(crops && { crops }),
    whenTrue: child(whenTrue, condition),
    whenFalse: child(whenFalse, above),
  };
}
