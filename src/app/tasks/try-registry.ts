import { TASK_NAMES, type TaskKind } from '../../tasks/dataset';
import { type LazyValue, lazyValue } from '../pieces/lazy-value';
import type { TryUi } from './try-ui';

const editors = (kind: TaskKind, fetch: () => Promise<TryUi>) =>
  lazyValue(`The editors of ${TASK_NAMES[kind]}`, fetch);

const clevr = async () => (await import('./clevr/try/clevr-try')).CLEVR_TRY;

/** Apart from the registry: editors come with the screen that shows them. */
const TRIES: { readonly [K in TaskKind]: LazyValue<TryUi> } = {
  'clevr-policy-t': editors('clevr-policy-t', clevr),
  'clevr-policy-m': editors('clevr-policy-m', clevr),
  'gta-policy': editors('gta-policy', async () => (await import('./gta/try/gta-try')).GTA_TRY),
};

/** For drawing: waits for the editors as a `lazyPiece` does. */
export function tryUi(kind: TaskKind): TryUi {
  return TRIES[kind].read();
}

/**
 * Outside of drawing.
 *
 * @throws PieceLost when they did not arrive
 */
export function loadTryUi(kind: TaskKind): Promise<TryUi> {
  return TRIES[kind].load();
}
