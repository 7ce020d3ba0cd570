import type { ExperimentConfig } from '../../experiment/plan/config';
import type { StageName } from '../../experiment/plan/methods';
import type { ExampleView, RunRecord } from '../../experiment/record/run-record';
import { chooseGroup, chooseStep } from '../groups/selection';
import { withPiece } from '../pieces/lost-store';
import { isActive } from '../state/run-view';
import { goToScreen } from '../state/screen';
import { runStore, setUpAs, showRecord, uiStore, useRun } from '../state/stores';
import { type Mode, tryChoice } from '../state/try-choice';
import type { PlacedGroup } from './facts';
import { LESSON_TASK } from './lesson';

/** The ways from the lesson into the other screens, each prepared for what the step was about. */

/** The Lab at a stage of the lesson's recording; set up with an experiment, unless a run is going on. */
export function openLab(record: RunRecord, stage: StageName, setup?: ExperimentConfig): void {
  if (setup && !isActive(runStore.getState().live)) setUpAs(setup);
  showRecord(record);
  uiStore.setState({ stage });
  goToScreen('lab');
}

/** What a step says that sets the Lab up: with a run going on it does not. */
export function useSetupSentence(sentence: string): string {
  const isBusy = useRun(({ live }) => isActive(live));
  return isBusy ? 'A run is going on in the Lab: set up another once it is over.' : sentence;
}

export function openRollouts(record: RunRecord, { step, place }: PlacedGroup): void {
  showRecord(record);
  chooseStep(step);
  chooseGroup(place);
  goToScreen('rollouts');
}

/** Try it with an example: to watch the models, or to play against one. */
export function openTry(example: ExampleView, mode: Mode): Promise<void> {
  const { task: kind = LESSON_TASK } = example;
  return withPiece(
    'The screen Try it',
    async () => (await import('../tasks/try-registry')).loadTryUi(kind),
    ({ questions }) => {
      const { open, restartRound } = questions.getState();
      open(example);
      restartRound();
      tryChoice.setState({ kind, mode, withPolicyToo: mode === 'watch' });
      goToScreen('try');
    },
  );
}
