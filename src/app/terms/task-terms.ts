import type { TaskKind } from '../../tasks/dataset';

/** The words in which a task's numbers are told. */
export interface TaskTerms {
  /** What is asked and measured, in the plural. */
  readonly counted: string;
  /** How the majority baseline answers, after "by". */
  readonly byMajority: string;
  /** Its name in tables, and what it does, as a clause. */
  readonly majority: string;
  readonly majorityMeaning: string;
  /** Accuracy on what no reasoning was shown for. */
  readonly unshown: string;
  readonly unshownMeaning: string;
  /** How the majority baseline answers under override. */
  readonly overrideMajority: string;
  /** What the judge counts as errors. */
  readonly errors: string;
  /** Skills of the base that forgetting measures, by the names in records. */
  readonly skills: { readonly [skill: string]: string };
}

const CLEVR: TaskTerms = {
  counted: 'images',
  byMajority: 'always guessing the commonest',
  majority: 'Majority class',
  majorityMeaning: 'always says the commonest case',
  unshown: 'Cases never shown',
  unshownMeaning: 'Right answers, without the policy, where no image with reasoning has the case.',
  overrideMajority: 'the commonest case alone',
  errors: 'Conditions misquoted, pictures misseen, wrong jumps.',
  skills: {
    exist: 'is there such an object?',
    query: 'which colour, shape, size?',
    textWalk: 'new policies about scenes in words',
    freshInContext: 'new policies about pictures',
  },
};

export const TASK_TERMS: { readonly [K in TaskKind]: TaskTerms } = {
  'clevr-policy-t': CLEVR,
  'clevr-policy-m': CLEVR,
  'gta-policy': {
    counted: 'calls',
    byMajority: 'always calling the commonest tool',
    majority: 'Commonest tool',
    majorityMeaning: 'always calls the commonest name, with the name of a picture',
    unshown: 'Names never shown',
    unshownMeaning: 'Accuracy, without the policy, on calls whose name no call with reasoning has.',
    overrideMajority: 'the commonest tool alone',
    errors:
      'Conditions misquoted, pictures, users or questions misread, wrong jumps, wrong tools, wrong arguments.',
    skills: {
      mathematics: 'does a board show mathematics?',
      read: 'what does a board say?',
      ruleWalk: 'new rules, all in words',
      freshInContext: 'new rules, with pictures and queries',
    },
  },
};
