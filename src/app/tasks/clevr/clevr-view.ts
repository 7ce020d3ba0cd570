import type { ClevrView } from '../../../tasks/clevr/clevr-policy-t';
import { hasCrops } from '../../../tasks/clevr/policy/crops';
import type { Reasoning } from '../../../tasks/clevr/policy/policy-tree';
import type { ExampleView, Reading } from '../../../tasks/task';

/** What the registry hands to this folder is of this task: records are checked when they are read. */

export const clevrOf = (example: ExampleView): ClevrView => example as ClevrView;

export const reasoningOf = (reading: Reading): Reasoning => reading as Reasoning;

/** The view of an example: of ClevrPolicy-M where its policy has pictures, else of ClevrPolicy-T. */
export function clevrView(example: Omit<ClevrView, 'task'>): ClevrView {
  return hasCrops(example.policy) ? { task: 'clevr-policy-m', ...example } : example;
}
