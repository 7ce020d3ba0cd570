import type { ExperimentConfig } from '../../experiment/config';
import { estimateCost } from '../../experiment/estimate';
import type { RunRecord } from '../../experiment/run-record';

/**
 * Floating-point operations per second of a run's training, its evaluations included; null when it trained nothing. Stages
 * that ended early would look slow, so a run that stopped early tells nothing.
 */
export function trainingSpeed({ config, stages, stoppedEarly }: RunRecord): number | null {
  const seconds = stages
    .filter(({ stage }) => stage !== 'base')
    .reduce((sum, stage) => sum + stage.seconds, 0);
  const { flops } = estimateCost(config);
  return stoppedEarly === null && seconds > 0 && flops > 0 ? flops / seconds : null;
}

/** Seconds that an experiment takes at the speed of the largest of some runs; null when none tells. */
export function expectedSeconds(config: ExperimentConfig, runs: readonly RunRecord[]): number | null {
  // In small runs evaluation outweighs training: the largest comes nearest to any other.
  const [largest] = runs
    .flatMap((run) => {
      const speed = trainingSpeed(run);
      return speed === null ? [] : [{ speed, flops: estimateCost(run.config).flops }];
    })
    .sort((a, b) => b.flops - a.flops);
  return largest ? estimateCost(config).flops / largest.speed : null;
}
