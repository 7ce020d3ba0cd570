import { CLEVR_POLICY_M } from './clevr/clevr-policy-m';
import { CLEVR_POLICY_T } from './clevr/clevr-policy-t';
import type { TaskKind } from './dataset';
import { GTA_POLICY } from './gta/gta-policy';
import type { ExampleView, Task } from './task';

const TASKS: { readonly [K in TaskKind]: Task } = {
  'clevr-policy-t': CLEVR_POLICY_T,
  'clevr-policy-m': CLEVR_POLICY_M,
  'gta-policy': GTA_POLICY,
};

export function taskOf(kind: TaskKind): Task {
  return TASKS[kind];
}

/** The task that made a view. */
export function taskOfView({ task = 'clevr-policy-t' }: ExampleView): Task {
  return TASKS[task];
}
