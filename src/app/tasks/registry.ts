import type { TaskKind } from '../../tasks/dataset';
import type { ExampleView } from '../../tasks/task';
import { CLEVR_UI_M, CLEVR_UI_T } from './clevr/clevr-ui';
import { GTA_UI } from './gta/gta-ui';
import type { TaskUi } from './task-ui';

const UIS: { readonly [K in TaskKind]: TaskUi } = {
  'clevr-policy-t': CLEVR_UI_T,
  'clevr-policy-m': CLEVR_UI_M,
  'gta-policy': GTA_UI,
};

export function taskUi(kind: TaskKind): TaskUi {
  return UIS[kind];
}

/** Of the task that made a view. */
export function taskUiOf({ task = 'clevr-policy-t' }: ExampleView): TaskUi {
  return UIS[task];
}
