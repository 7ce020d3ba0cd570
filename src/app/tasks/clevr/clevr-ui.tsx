import { TASK_NAMES, type TaskKind } from '../../../tasks/dataset';
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
function clevrUi(kind: TaskKind, own: Pick<TaskUi, 'about' | 'taught'>): TaskUi {
  return {
    name: TASK_NAMES[kind],
    ...own,
    assignment: 'follow the named policy through its questions about the image to a case',
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
        <PolicyTreeView
          policy={policy}
          gold={picture ? null : gold}
          model={reading && reasoningOf(reading)}
        />
      );
    },
    Steps: ({ example, reading }) => (
      <Steps example={clevrOf(example)} model={reading && reasoningOf(reading)} />
    ),
  };
}

/** Decision trees in words. */
export const CLEVR_UI_T = clevrUi('clevr-policy-t', {
  about: 'Decision trees about what a picture shows, all in words.',
  taught: ({ policies, layers }) =>
    `${policies} policies, ${layers}-step decision trees about what a picture shows`,
});

/** Decision trees of which some values are shown by pictures. */
export const CLEVR_UI_M = clevrUi('clevr-policy-m', {
  about:
    'Decision trees about what a picture shows. About half of their conditions give a value by a small picture of an object that has it.',
  taught: ({ policies, layers }) =>
    `${policies} policies, ${layers}-step decision trees about what a picture shows, with small pictures in the place of some words`,
});
