import { gtaPolicyText } from '../../../tasks/gta/rules/policy-text';
import type { TaskUi } from '../task-ui';
import { CallView } from './call-view';
import { Context } from './context';
import { dataExamples, dataFacts } from './data';
import { gtaOf, readingOf, situationOf } from './gta-view';
import { Path } from './path';
import { shownPictures } from './pictures';
import { Steps } from './steps';
import { callInWords, ERROR_MEANINGS, queryInWords, questionInWords, writtenCall } from './words';

/** GTAPolicy on the screens: pictures, a user and a conversation, rules of tools, the next call. */
export const GTA_UI: TaskUi = {
  pathHint: 'upper branch: yes',
  dataFacts,
  dataExamples,
  pictures: (example) => shownPictures(gtaOf(example).instance.pictures),
  policyPictures: () => [],
  policyName: (example) => gtaOf(example).rules.name,
  question: (example, form, named = (name) => name) =>
    questionInWords(form, queryInWords(gtaOf(example).instance), named(gtaOf(example).rules.name)),
  hasRightAnswer: () => true,
  rightAnswer: (example) => callInWords(situationOf(gtaOf(example)).turn.call),
  answer: (_, reading) => callInWords(readingOf(reading).call),
  answerClassName: (answerClass) => answerClass ?? 'no call',
  briefAnswer: (reading) => callInWords(readingOf(reading).call),
  writtenAnswer: writtenCall,
  errorMeaning: (error) => ERROR_MEANINGS[error],
  PolicyText: ({ example }) => gtaPolicyText(gtaOf(example).rules),
  Path,
  Steps,
  Context,
  Answer: CallView,
};
