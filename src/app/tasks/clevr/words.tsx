import type { ReactNode } from 'react';
import type { TokenView } from '../../../experiment/record/run-record';
import type { Policy, Reasoning } from '../../../tasks/clevr/policy/policy-tree';
import { leaves } from '../../../tasks/clevr/policy/walk';
import type { CommonErrorClass } from '../../../tasks/task';
import type { QuestionForm } from '../task-ui';

/** "What does Blue-Fox say about this image?", with the name as the place has it. */
export function questionInWords(form: QuestionForm, name: ReactNode): ReactNode {
  return (
    <>
      {form === 'sentence' ? 'What' : 'what'} does {name} say{form === 'short' ? '?' : ' about this image?'}
    </>
  );
}

/** "Case 5". */
export function caseInWords({ caseNumber }: Reasoning): string {
  return caseNumber === null ? 'no case' : `Case ${caseNumber}`;
}

/** What a response comes to, for a policy: "Case 5", "Case 19, not in this policy", "no valid answer". */
export function answerInWords({ caseNumber }: Reasoning, policy: Policy): string {
  if (caseNumber === null) return 'no valid answer';
  const isKnown = leaves(policy).some((leaf) => leaf.caseNumber === caseNumber);
  return isKnown ? `Case ${caseNumber}` : `Case ${caseNumber}, not in this policy`;
}

/** "Case 5" of a response's tokens, or that it comes to no case. */
export function writtenAnswer(tokens: readonly TokenView[]): string {
  for (const { text } of tokens) {
    const answer = /^\\boxed\{(.*)\}$/.exec(text);
    if (answer) return answer[1];
  }
  return 'no case';
}

/** Where a response went wrong (method section 3, item 4). */
export const ERROR_MEANINGS: { readonly [E in CommonErrorClass]: string } = {
  recall: 'Recall error: it quotes a condition that the policy does not have at this place.',
  perception: 'Perception error: the condition is the right one, but the verdict does not match the image.',
  branching: 'Branching error: the verdict is right, but it goes on at the wrong place.',
};
