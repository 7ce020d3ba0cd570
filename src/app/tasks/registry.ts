import { TASK_NAMES, type TaskKind } from '../../tasks/dataset';
import type { ExampleView } from '../../tasks/task';
import { type LazyValue, lazyValue } from '../pieces/lazy-value';
import { CLEVR_WORDS_M, CLEVR_WORDS_T } from './clevr/about';
import { GTA_WORDS } from './gta/about';
import type { TaskUi, TaskWords } from './task-ui';

const WORDS: { readonly [K in TaskKind]: TaskWords } = {
  'clevr-policy-t': CLEVR_WORDS_T,
  'clevr-policy-m': CLEVR_WORDS_M,
  'gta-policy': GTA_WORDS,
};

const views = (kind: TaskKind, fetch: () => Promise<TaskUi>) =>
  lazyValue(`What ${TASK_NAMES[kind]} shows`, fetch);

const clevr = async () => (await import('./clevr/clevr-ui')).CLEVR_UI;

const UIS: { readonly [K in TaskKind]: LazyValue<TaskUi> } = {
  'clevr-policy-t': views('clevr-policy-t', clevr),
  'clevr-policy-m': views('clevr-policy-m', clevr),
  'gta-policy': views('gta-policy', async () => (await import('./gta/gta-ui')).GTA_UI),
};

export function taskWords(kind: TaskKind): TaskWords {
  return WORDS[kind];
}

/** For drawing: waits for what the task shows as a `lazyPiece` does. */
export function taskUi(kind: TaskKind): TaskUi {
  return UIS[kind].read();
}

/** Of the task that made a view. */
export function taskUiOf({ task = 'clevr-policy-t' }: ExampleView): TaskUi {
  return taskUi(task);
}

/**
 * Outside of drawing, or before it.
 *
 * @throws PieceLost when it did not arrive
 */
export function loadTaskUi(kind: TaskKind): Promise<TaskUi> {
  return UIS[kind].load();
}

/** Fetches what tasks show before anybody wants it; what does not arrive is missed when it is drawn. */
export function expectTasks(kinds: readonly TaskKind[]): void {
  for (const kind of kinds) {
    loadTaskUi(kind).catch(() => {});
  }
}
