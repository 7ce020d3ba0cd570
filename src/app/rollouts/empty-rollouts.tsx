import { METHOD_PLANS } from '../../experiment/plan/methods';
import { findPreset } from '../../experiment/plan/presets';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isActive } from '../state/run-view';
import {
  runStore,
  setupStore,
  showRecording,
  uiStore,
  useRun,
  useSetup,
  useShownRun,
  useUi,
} from '../state/stores';

/** What this screen will show, and the ways to get there. */
export function EmptyRollouts() {
  const ready = useRun((state) => state.trainer.backend !== null);
  const live = useRun((state) => state.live);
  const method = useSetup((state) => state.config.method);
  const shown = useShownRun();
  const preset = useSetup((state) => findPreset(state.config.preset)?.title ?? state.config.preset);
  const recordings = useUi((state) => state.recordings);
  const running = live !== null && isActive(live) && METHOD_PLANS[live.record.config.method].rl !== null;
  return (
    <section className="panel rollouts-empty" aria-labelledby="rollouts-empty-title">
      <h3 id="rollouts-empty-title">
        {running ? 'RL has not begun yet' : shown ? 'This run has no rollouts' : 'No rollouts yet'}
      </h3>
      <p>
        In reinforcement learning the model answers every image several times. This screen shows each group of
        answers: who had the policy in sight, what each answer earned, how far that is above its group, and
        what every single token weighs in the objective.
      </p>
      {running ? (
        <p className="faint">The first groups appear here when the run reaches RL.</p>
      ) : (
        <div className="rollouts-empty-ways">
          <Button
            kind="primary"
            isDisabled={!ready}
            onPress={() => {
              if (METHOD_PLANS[method].rl === null) setupStore.getState().chooseMethod('trimpi-poro-dapo');
              uiStore.setState({ stage: null });
              runStore.getState().start(setupStore.getState().config, false);
            }}
          >
            <Icon name="play" />
            Run {preset}, {METHOD_PLANS[METHOD_PLANS[method].rl ? method : 'trimpi-poro-dapo'].label}
          </Button>
          {recordings
            .filter(({ rollouts }) => rollouts)
            .map((entry) => (
              <Button key={entry.file} onPress={() => void showRecording(entry)}>
                Open the recording {entry.title}
              </Button>
            ))}
        </div>
      )}
    </section>
  );
}
