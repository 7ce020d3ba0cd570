import { type DatasetConfig, nameInText } from '../../../tasks/dataset';
import type { TaskWords } from '../task-ui';

const ASSIGNMENT = 'follow the named policy through its questions about the image to a case';

/** "4 policies", "the policy L3-Suri", "3 policies, L3-Suri among them". */
function counted({ policies, own }: DatasetConfig): string {
  const name = own === undefined ? null : nameInText(own);
  if (name === null) return `${policies} policies`;
  return policies === 1 ? `the policy ${name}` : `${policies} policies, ${name} among them`;
}

/** Decision trees in words. */
export const CLEVR_WORDS_T: TaskWords = {
  about: 'Decision trees about what a picture shows, all in words.',
  assignment: ASSIGNMENT,
  taught: (dataset) =>
    `${counted(dataset)}, ${dataset.layers}-step decision trees about what a picture shows`,
};

/** Decision trees of which some values are shown by pictures. */
export const CLEVR_WORDS_M: TaskWords = {
  about:
    'Decision trees about what a picture shows. About half of their conditions give a value by a small picture of an object that has it.',
  assignment: ASSIGNMENT,
  taught: (dataset) =>
    `${counted(dataset)}, ${dataset.layers}-step decision trees about what a picture shows, with small pictures in the place of some words`,
};
