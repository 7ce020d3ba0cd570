import type { ExperimentConfig } from '../../experiment/plan/config';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { experimentTitle } from '../../experiment/plan/presets';
import { duration } from '../design/format';
import type { RunView, TrainerView } from '../state/run-view';
import { PHASES_DONE, STAGE_NAMES } from '../terms/words';

/** One line on what is going on now. */
export function statusSentence(trainer: TrainerView, live: RunView | null, setup: ExperimentConfig): string {
  if (trainer.loading)
    return `Loading ${trainer.loading.what}, ${Math.round(100 * trainer.loading.fraction)} %`;
  if (live === null) {
    if (trainer.backend) return `Ready to run ${inWords(setup)}`;
    return trainer.failure ? 'The trainer did not start' : 'Starting the trainer';
  }
  if (live.stopping) return 'Stopping';
  switch (live.status) {
    case 'starting':
      return 'Starting';
    case 'finished':
      return 'Finished';
    case 'stopped':
      if (live.isKept === null) return 'Stopped';
      return live.isKept ? 'Stopped; it is kept below and can be resumed' : 'Stopped; nothing of it is kept';
    case 'failed':
      return 'Failed';
    case 'paused':
      return `Paused: ${whereabouts(live)}`;
    case 'running':
      return live.pausing ? `Pausing: ${whereabouts(live)}` : whereabouts(live);
  }
}

function inWords(config: ExperimentConfig): string {
  return `${experimentTitle(config)}, ${METHOD_PLANS[config.method].label}`;
}

/** Seconds until the run is over, as far as that is known; null where it is not, or the run rests. */
export function secondsLeft(live: RunView | null): number | null {
  if (live?.status !== 'running') return null;
  return (live.evaluating ? live.evaluating.runEta : live.progress?.runEta) ?? null;
}

function whereabouts(live: RunView): string {
  const { evaluating, progress, rlPhase } = live;
  if (evaluating) {
    const rest = evaluating.runEta === null ? '' : `, ${duration(evaluating.runEta)} left`;
    return `Evaluating ${STAGE_NAMES[evaluating.stage]}, ${Math.round(100 * evaluating.fraction)} %${live.status === 'running' ? rest : ''}`;
  }
  if (!progress) return 'Preparing the data';
  const name = STAGE_NAMES[progress.stage];
  if (progress.steps === 0) return `${name} model`;
  const phase = rlPhase && progress.stage === 'rl' ? `, ${PHASES_DONE[rlPhase.phase]}` : '';
  const step = phase && rlPhase ? Math.max(progress.done, rlPhase.step + 1) : progress.done;
  const left =
    live.status === 'running' && progress.runEta !== null ? `, ${duration(progress.runEta)} left` : '';
  return `${name}, step ${step} of ${progress.steps}${phase}${left}`;
}
