import type { ExperimentConfig } from '../experiment/plan/config';
import { estimateCost } from '../experiment/plan/estimate';
import type { Provenance, RunRecord } from '../experiment/record/run-record';
import type { Engine } from '../kernels/backend/open-engine';
import { DeviceLost } from './device-loss';
import { type Job, type LiveRun, placeOf } from './live-run';
import { sentence } from './sentence';

/** A failure as a sentence, with what is kept. */
export function failure(error: unknown, live: LiveRun): string {
  if (error instanceof DeviceLost) {
    const kept = live.keeper?.latest;
    return [
      `The graphics device was lost (${error.message}).`,
      ...(kept ? [`The run is kept up to ${placeOf(kept, live.job.config.method)}; resume it below.`] : []),
      'Reload the page first if it happens again.',
    ].join(' ');
  }
  return sentence(error);
}

/** A run that begins now. */
export function newRun(config: ExperimentConfig): Pick<Job, 'id' | 'config' | 'started'> {
  const started = new Date().toISOString();
  return { id: `${config.preset}-${config.method}-${config.seed}-${started}`, config, started };
}

/** Shorter runs are mostly preparation. */
const TELLING_SECONDS = 60;

/**
 * The speed that a whole run showed, evaluations included: it takes the place of what a few updates promised.
 *
 * @returns floating-point operations per second in the counting of estimateCost; null for a run that does not tell
 */
export function speedOf({ config, stages, stoppedEarly }: RunRecord): number | null {
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const { flops, evaluationFlops } = estimateCost(config);
  return seconds < TELLING_SECONDS || stoppedEarly !== null ? null : (flops + evaluationFlops) / seconds;
}

/** Where a run was made: on this build and device, behind those that it began on if they were others. */
export function provenanceOf(
  { started, origin }: Job,
  { backend, device }: Engine,
  build: string,
): Provenance {
  const first = origin?.provenance ?? { build, device };
  return {
    date: started,
    backend,
    build: onward(first.build, build, '+'),
    device: onward(first.device, device, ', then '),
  };
}

/** What a run began on and what it went on with; what came between is left out. */
function onward(first: string, now: string, link: string): string {
  const [begun] = first.split(link);
  return first === now || begun === now ? first : `${begun}${link}${now}`;
}
