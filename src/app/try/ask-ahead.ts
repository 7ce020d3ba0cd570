import { answerStore } from '../state/answer-store';
import { baseFor, contestants } from '../state/contestants';
import { setupStore } from '../state/stores';
import { loadTryUi } from '../tasks/try-registry';

/**
 * Asks the base the question that Try it opens with, so that its model is loaded and its pipelines are compiled before anybody waits
 * for them.
 *
 * @throws PieceLost when the editors did not arrive
 */
export async function askAhead(): Promise<void> {
  const { config } = setupStore.getState();
  const { kind } = config.dataset;
  const { questions } = await loadTryUi(kind);
  const base = baseFor(kind, [config]);
  answerStore.getState().ask(contestants({ base }, null, kind, [], false), questions.getState().example);
}
