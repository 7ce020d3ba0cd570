import type { CommonErrorClass } from '../../../tasks/task';
import type { TaskUi } from '../task-ui';
import { clevrOf, reasoningOf } from './clevr-view';
import { policyPictures } from './crop';
import { dataExamples, dataFacts } from './data';
import { picturesOf } from './own-picture';
import { PolicyText } from './policy-text-view';
import { PolicyTreeView } from './policy-tree-view';
import { Steps } from './steps';
import { answerInWords, caseInWords, ERROR_MEANINGS, questionInWords, writtenAnswer } from './words';

/** What ClevrPolicy is on the screens, with words alone in its policies or with pictures: a scene, a tree, a path down it, a case. */
export const CLEVR_UI: TaskUi = {
  pathHint: 'upper branch: yes',
  dataFacts,
  dataExamples,
  pictures: (example) => picturesOf(clevrOf(example)),
  policyPictures: (example) => policyPictures(clevrOf(example).policy),
  policyName: (example) => clevrOf(example).policy.name,
  question: (example, form, named = (name) => name) =>
    questionInWords(form, named(clevrOf(example).policy.name)),
  rightAnswer: (example) => caseInWords(clevrOf(example).gold),
  hasRightAnswer: (example) => clevrOf(example).picture === undefined,
  answer: (example, reading) => answerInWords(reasoningOf(reading), clevrOf(example).policy),
  answerClassName: (answerClass) => (answerClass === null ? 'no case' : `Case ${answerClass}`),
  briefAnswer: (reading) => caseInWords(reasoningOf(reading)),
  writtenAnswer,
  // Its judge names these classes only.
  errorMeaning: (error) => ERROR_MEANINGS[error as CommonErrorClass],
  PolicyText: ({ example }) => <PolicyText policy={clevrOf(example).policy} />,
  Path: ({ example, reading }) => {
    const { policy, gold, picture } = clevrOf(example);
    return (
      <PolicyTreeView policy={policy} gold={picture ? null : gold} model={reading && reasoningOf(reading)} />
    );
  },
  Steps: ({ example, reading }) => (
    <Steps example={clevrOf(example)} model={reading && reasoningOf(reading)} />
  ),
};
