import { policyText } from '../../../tasks/clevr/policy/policy-text';
import type { CommonErrorClass } from '../../../tasks/task';
import type { TaskUi } from '../task-ui';
import { clevrOf, reasoningOf } from './clevr-view';
import { dataExamples, dataFacts } from './data';
import { PolicyTreeView } from './policy-tree-view';
import { scenePicture } from './scene-picture';
import { Steps } from './steps';
import { answerInWords, caseInWords, ERROR_MEANINGS, questionInWords, writtenAnswer } from './words';

/** ClevrPolicy-T on the screens: a scene, a decision tree, a path down it, a case. */
export const CLEVR_UI: TaskUi = {
  name: 'ClevrPolicy-T',
  assignment: 'follow the named policy through its questions about the image to a case',
  pathHint: 'upper branch: yes',
  dataFacts,
  dataExamples,
  pictures: (example) => [scenePicture(clevrOf(example).scene)],
  policyName: (example) => clevrOf(example).policy.name,
  question: (example, form, named = (name) => name) =>
    questionInWords(form, named(clevrOf(example).policy.name)),
  rightAnswer: (example) => caseInWords(clevrOf(example).gold),
  answer: (example, reading) => answerInWords(reasoningOf(reading), clevrOf(example).policy),
  briefAnswer: (reading) => caseInWords(reasoningOf(reading)),
  writtenAnswer,
  // Its judge names these classes only.
  errorMeaning: (error) => ERROR_MEANINGS[error as CommonErrorClass],
  PolicyText: ({ example }) => policyText(clevrOf(example).policy),
  Path: ({ example, reading }) => {
    const { policy, gold } = clevrOf(example);
    return <PolicyTreeView policy={policy} gold={gold} model={reading && reasoningOf(reading)} />;
  },
  Steps: ({ example, reading }) => (
    <Steps example={clevrOf(example)} model={reading && reasoningOf(reading)} />
  ),
};
