import type { TaskWords } from '../task-ui';

export const GTA_WORDS: TaskWords = {
  about: 'Rules that say which version of which tool a user gets, for an assistant that calls tools.',
  assignment: 'make the next tool call, in the version of the tool that the policy gives to this user',
  taught: () => 'the rules of seven tools, which decide by user and picture',
};
