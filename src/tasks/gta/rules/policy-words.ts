import { AGE_DIGITS, CREDIT_DIGITS } from '../profile';
import { numberWords } from '../words';
import type { Condition } from './condition';
import type { GtaPolicy, RuleNode } from './policy';
import { conditionNodes } from './walk';

/** A condition as the model reads it, numbers in digits: `credits <= 2 5 0`. */
export function conditionTokenWords(condition: Condition): string[] {
  switch (condition.about) {
    case 'mathematics':
      return ['mathematics'];
    case 'type':
      return ['type', ...condition.types];
    default:
      return [
        condition.about,
        condition.comparison,
        ...numberWords(condition.threshold, condition.about === 'credits' ? CREDIT_DIGITS : AGE_DIGITS),
      ];
  }
}

function reference(node: RuleNode): string {
  return node.kind === 'tool' ? node.name : `C${node.label}`;
}

/**
 * A policy as the model reads it: `<policy> # OCR C5 mathematics go MathOCR else C6 # C6 credits <= 2 5 0 go OCR_v5 else C7 ... ;
 * several image go ImageDescription ; bbox go TextToBbox ; image exact ; open go k = 4 else k = 1 </policy>`.
 */
export function policyWords({ rules, tips }: GtaPolicy): string[] {
  const sections = rules.flatMap(({ tool, root }) =>
    conditionNodes(root).flatMap((node, i) => [
      '#',
      ...(i === 0 ? [tool] : []),
      `C${node.label}`,
      ...conditionTokenWords(node.condition),
      'go',
      reference(node.whenTrue),
      'else',
      reference(node.whenFalse),
    ]),
  );
  return [
    '<policy>',
    ...sections,
    ...(tips.describeFirst ? [';', 'several', 'image', 'go', 'ImageDescription'] : []),
    ...[';', 'bbox', 'go', 'TextToBbox'],
    ...[';', 'image', 'exact'],
    ...[';', 'open', 'go', 'k', '=', String(tips.open), 'else', 'k', '=', String(tips.closed)],
    '</policy>',
  ];
}
