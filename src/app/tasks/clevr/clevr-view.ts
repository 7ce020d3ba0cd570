import type { ClevrView } from '../../../tasks/clevr/clevr-policy-t';
import type { Reasoning } from '../../../tasks/clevr/policy/policy-tree';
import type { ExampleView, Reading } from '../../../tasks/task';

/** What the registry hands to this folder is of this task: records are checked when they are read. */

export const clevrOf = (example: ExampleView): ClevrView => example as ClevrView;

export const reasoningOf = (reading: Reading): Reasoning => reading as Reasoning;
