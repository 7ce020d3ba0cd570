import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES } from '../../scene/scene-graph';
import {
  caseToken,
  END_THINK,
  EOS,
  labelOf,
  labelToken,
  THINK,
  tokenId,
  tokenWord,
} from '../../sequence/vocabulary';
import { typeOfValue } from './policy/describe';
import type { Policy } from './policy/policy-tree';
import { decisionNodes, leaves } from './policy/walk';

const QUESTION_MARK = tokenId('?');
const VERDICTS = [tokenId('yes'), tokenId('no')];

/**
 * What may stand behind the beginning of a response, by the grammar of {@link parseResponse}: conditions of the policy in any order,
 * each with values and a verdict, then a case of the policy. What follows something that cannot be read begins anew.
 */
export function continuations(tree: Policy, beginning: readonly number[]): number[] {
  const last = beginning.at(-1);
  const cases = [...new Set(leaves(tree).map(({ caseNumber }) => caseNumber))]
    .sort((a, b) => a - b)
    .map(caseToken);
  if (last === undefined) return [THINK, ...cases];
  if (last === EOS) return [];
  if (beginning[0] !== THINK || beginning.includes(END_THINK)) {
    return last === END_THINK ? cases : [EOS];
  }
  if (labelOf(last) !== null) return valuesAfter(-1);
  const type = typeOfValue(tokenWord(last));
  if (type) return [...valuesAfter(ATTRIBUTE_TYPES.indexOf(type)), QUESTION_MARK];
  if (last === QUESTION_MARK) return VERDICTS;
  return [...decisionNodes(tree).map(({ label }) => labelToken(label)), END_THINK];
}

/** Values of the types behind this one in the order of speech. */
function valuesAfter(place: number): number[] {
  return ATTRIBUTE_TYPES.slice(place + 1).flatMap((type) =>
    (ATTRIBUTE_VALUES[type] as readonly string[]).map(tokenId),
  );
}
