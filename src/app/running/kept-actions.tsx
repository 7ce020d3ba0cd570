import { keyOf } from '../../experiment/plan/key-of';
import type { KeptRun } from '../../worker/protocol';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { runStore, setUpAs, uiStore, useRun } from '../state/stores';
import { queueStore, useQueue } from '../state/the-queue';

/** What can be done with an interrupted run. One of the queue goes on with the queue, and in no other way. */
export function KeptActions({ kept }: { kept: KeptRun }) {
  const ready = useRun((state) => state.trainer.backend !== null);
  const ofQueue = useQueue(
    ({ queue }) =>
      kept.ok &&
      queue.runs.some(({ state, config }) => state === 'interrupted' && keyOf(config) === keyOf(kept.config)),
  );
  if (ofQueue) {
    return (
      <div className="notice-actions kept-of-queue">
        <p>It is a run of the queue, which resumes it when it goes on.</p>
        <Button
          kind="primary"
          isDisabled={!ready}
          onPress={() => void queueStore.getState().release()}
          data-testid="resume-queue"
        >
          <Icon name="play" />
          Go on with the queue
        </Button>
      </div>
    );
  }
  return (
    <div className="notice-actions">
      {kept.ok && (
        <Button kind="primary" isDisabled={!ready} onPress={() => resume(kept)} data-testid="resume-kept">
          <Icon name="play" />
          Resume
        </Button>
      )}
      <Button onPress={() => runStore.getState().discard(kept.id)} data-testid="discard-kept">
        <Icon name="trash" />
        Discard
      </Button>
    </div>
  );
}

/** Goes on with the run, and sets the setup to what it is. */
function resume(kept: Extract<KeptRun, { ok: true }>) {
  setUpAs(kept.config);
  uiStore.setState({ stage: null });
  runStore.getState().restore(kept);
}
