import { isSyllable, labelOf, VOCABULARY } from '../../sequence/vocabulary';
import { type Task, taskTokenText } from '../../tasks/task';

/** Records keep the text of tokens, not their ids. A response holds words, never the syllables of the same text. */
export function tokenIdOf(task: Task, text: string): number | undefined {
  const ids = idsByText.get(task) ?? textIds(task);
  idsByText.set(task, ids);
  return ids.get(text);
}

/** @throws Error with a sentence when a token is not of this vocabulary */
export function idsOfTexts(task: Task, texts: readonly string[]): number[] {
  return texts.map((text) => {
    const id = tokenIdOf(task, text);
    if (id === undefined) {
      throw new Error(
        `This rollout was recorded with another vocabulary: today there is no token "${text}".`,
      );
    }
    return id;
  });
}

function textIds(task: Task): ReadonlyMap<string, number> {
  return new Map(
    Array.from({ length: VOCABULARY }, (_, id) => [taskTokenText(task, id), id] as const)
      // Labels count from 1; that of 0, which nothing has, reads like the root's.
      .filter(([, id]) => !isSyllable(id) && labelOf(id) !== 0)
      .reverse(), // of the padding, the first
  );
}

const idsByText = new WeakMap<Task, ReadonlyMap<string, number>>();
