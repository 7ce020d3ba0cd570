import { isSyllable, VOCABULARY } from '../../sequence/vocabulary';
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
      .filter(([, id]) => !isSyllable(id))
      .reverse(), // of the padding, the first
  );
}

const idsByText = new WeakMap<Task, ReadonlyMap<string, number>>();
