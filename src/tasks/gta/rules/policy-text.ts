import type { Condition } from './condition';
import type { ConditionNode, GtaPolicy, RuleNode } from './policy';
import { conditionNodes } from './walk';

const INSTRUCTION =
  'The assistant answers with one tool call. A tool may have several versions, and each user gets one of them: begin with the first condition of the tool, and follow the answers.';

/** What tips say; `parseGtaPolicyText` reads the same sentences. */
export const DESCRIBE_FIRST = 'Several images: describe each of them first.';
export const BBOX_FIRST = 'Get the bounding box by TextToBbox before you describe a region.';
export const EXACT_NAMES = 'Give image names exactly.';

/** A policy as people read it. */
export function gtaPolicyText({ name, rules, tips }: GtaPolicy): string {
  const sections = rules.map(({ tool, root }) => {
    return [`# ${tool}`, ...conditionNodes(root).map(ruleLine)].join('\n');
  });
  const advice = [
    '# Tips',
    ...(tips.describeFirst ? [DESCRIBE_FIRST] : []),
    BBOX_FIRST,
    EXACT_NAMES,
    `Search with k = ${tips.open} if the question is open-ended, else with k = ${tips.closed}.`,
  ].join('\n');
  return [`Policy ${name}`, INSTRUCTION, ...sections, advice].join('\n\n');
}

/** One line of a rule: a condition as a question, and where its answers lead. */
export function ruleLine({ label, condition, whenTrue, whenFalse }: ConditionNode): string {
  return `Condition ${label}: ${conditionQuestion(condition)} Yes: ${target(whenTrue)}. No: ${target(whenFalse)}.`;
}

function target(node: RuleNode): string {
  return node.kind === 'tool' ? `use ${node.name}` : `go to Condition ${node.label}`;
}

const COMPARED = { '<=': 'at most', '<': 'less than', '>': 'more than' } as const;

/** A condition as a question: "Is the account type A or B?" */
export function conditionQuestion(condition: Condition): string {
  switch (condition.about) {
    case 'mathematics':
      return 'Does the image show mathematics?';
    case 'type':
      return `Is the account type ${condition.types.join(' or ')}?`;
    case 'credits':
      return `Are the credits ${COMPARED[condition.comparison]} ${condition.threshold}?`;
    case 'age':
      return `Is the age ${COMPARED[condition.comparison]} ${condition.threshold}?`;
  }
}

/** The condition of a question; null for a question of another wording. */
export function parseConditionQuestion(question: string): Condition | null {
  const words = question.trim().replace(/\s+/g, ' ');
  if (/^does the image show mathematics\?$/i.test(words)) return { about: 'mathematics' };
  const type = /^is the account type ([A-D](?: or [A-D])*)\?$/i.exec(words);
  if (type) {
    const types = type[1].toUpperCase().split(' OR ') as ('A' | 'B' | 'C' | 'D')[];
    return { about: 'type', types };
  }
  const number = /^(?:are the (credits)|is the (age)) (at most|less than|more than) (\d{1,4})\?$/i.exec(
    words,
  );
  if (!number) return null;
  const about = number[1] ? 'credits' : 'age';
  const said = number[3].toLowerCase();
  const comparison = said === 'at most' ? '<=' : said === 'less than' ? '<' : '>';
  return { about, comparison, threshold: Number(number[4]) };
}
