import type { ExperimentConfig } from '../../experiment/plan/config';
import { keyOf } from '../../experiment/plan/key-of';
import type { OwnRun } from '../../worker/protocol';

/** The newest of this browser's runs that is of an experiment; undefined where it has run none. */
export function ownRunOf(config: ExperimentConfig, runs: readonly OwnRun[]): OwnRun | undefined {
  const experiment = keyOf(config);
  return runs.find((run) => run.experiment === experiment);
}
