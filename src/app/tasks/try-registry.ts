import type { TaskKind } from '../../tasks/dataset';
import { CLEVR_TRY } from './clevr/try/clevr-try';
import { GTA_TRY } from './gta/try/gta-try';
import type { TryUi } from './try-ui';

/** Apart from the registry: editors come with the screen that shows them. */
const TRIES: { readonly [K in TaskKind]: TryUi } = {
  'clevr-policy-t': CLEVR_TRY,
  'clevr-policy-m': CLEVR_TRY,
  'gta-policy': GTA_TRY,
};

export function tryUi(kind: TaskKind): TryUi {
  return TRIES[kind];
}
