import { ACCOUNT_TYPES } from '../../../sequence/tool-words';
import { type AccountType, MAX_AGE, MAX_CREDITS, MIN_AGE, type Profile } from '../profile';

export const COMPARISONS = ['<=', '<', '>'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** What a node of a rule asks. */
export type Condition =
  | { readonly about: 'type'; readonly types: readonly AccountType[] }
  | { readonly about: 'credits' | 'age'; readonly comparison: Comparison; readonly threshold: number }
  | { readonly about: 'mathematics' };

/** What conditions look at: the user, and whether the picture that is to be read shows mathematics. */
export interface Circumstances {
  readonly profile: Profile;
  readonly mathematics: boolean;
}

/** Whether a condition is met. */
export function holds(condition: Condition, { profile, mathematics }: Circumstances): boolean {
  switch (condition.about) {
    case 'type':
      return condition.types.includes(profile.accountType);
    case 'mathematics':
      return mathematics;
    default:
      return compares(profile[condition.about], condition.comparison, condition.threshold);
  }
}

function compares(value: number, comparison: Comparison, threshold: number): boolean {
  if (comparison === '<=') return value <= threshold;
  return comparison === '<' ? value < threshold : value > threshold;
}

/** A condition in the words that the model reads, numbers in one piece: "credits <= 250", "type B C", "mathematics". */
export function conditionWords(condition: Condition): string {
  switch (condition.about) {
    case 'type':
      return `type ${condition.types.join(' ')}`;
    case 'mathematics':
      return 'mathematics';
    default:
      return `${condition.about} ${condition.comparison} ${condition.threshold}`;
  }
}

/** The condition of some words, the inverse of {@link conditionWords}; null for anything else. */
export function parseConditionWords(words: string): Condition | null {
  const [about, ...rest] = words.trim().split(/\s+/);
  if (about === 'mathematics' && rest.length === 0) return { about };
  if (about === 'type') {
    const types = rest.filter(isAccountType);
    return types.length === rest.length && types.length > 0 ? { about, types } : null;
  }
  if ((about === 'credits' || about === 'age') && rest.length === 2) {
    const [comparison, threshold] = rest;
    const known = COMPARISONS.find((one) => one === comparison);
    return known && /^\d{1,4}$/.test(threshold)
      ? { about, comparison: known, threshold: Number(threshold) }
      : null;
  }
  return null;
}

export function isAccountType(word: string): word is AccountType {
  return (ACCOUNT_TYPES as readonly string[]).includes(word);
}

export function sameCondition(a: Condition, b: Condition): boolean {
  return conditionWords(a) === conditionWords(b);
}

/** Why no policy may ask this, as a sentence's end; null for a good condition. */
export function conditionFault(condition: Condition): string | null {
  if (condition.about === 'mathematics') return null;
  if (condition.about === 'type') {
    const { types } = condition;
    const sorted = ACCOUNT_TYPES.filter((type) => types.includes(type));
    if (sorted.join() !== types.join()) return 'names account types twice or out of order';
    return types.length === 0 || types.length === ACCOUNT_TYPES.length
      ? 'must name some account types and leave some out'
      : null;
  }
  const [least, most] = condition.about === 'credits' ? [0, MAX_CREDITS] : [MIN_AGE, MAX_AGE];
  const { threshold } = condition;
  return Number.isInteger(threshold) && threshold >= least && threshold <= most
    ? null
    : `compares ${condition.about} to ${threshold}; ${condition.about} of users are ${least} to ${most}`;
}
