import { isSyllable, labelOf, VOCABULARY } from '../../sequence/vocabulary';
import { type Task, taskTokenText } from '../../tasks/task';

/**
 * Records keep the text of tokens, not their ids. A response holds words, never the syllables of the same text.
 *
 * @throws Error with a sentence when a token is not of this vocabulary
 */
export function idsOfTexts(task: Task, texts: readonly string[]): number[] {
  const known = idsByText.get(task) ?? textIds(task);
  idsByText.set(task, known);
  return texts.map((text) => {
    const id = known.get(text);
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
      // Conditions are counted from 1: label 0 is in no response, and is written like label 1.
      .filter(([, id]) => !isSyllable(id) && labelOf(id) !== 0)
      .reverse(), // of the padding, the first
  );
}

const idsByText = new WeakMap<Task, ReadonlyMap<string, number>>();
