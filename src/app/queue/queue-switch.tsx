import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isOpen } from '../state/queue';
import { queueStore, useQueue } from '../state/the-queue';

/** Starts the queue, goes on with it or holds it; nothing where no run is left. */
export function QueueSwitch() {
  const { runs, isHeld } = useQueue((state) => state.queue);
  const isElsewhere = useQueue((state) => state.isElsewhere);
  const { hold, release } = queueStore.getState();
  const left = runs.filter(isOpen).length;
  if (left === 0 || isElsewhere) return null;
  if (!isHeld) {
    return (
      <Button onPress={() => void hold()} data-testid="queue-hold">
        <Icon name="pause" />
        Hold the queue
      </Button>
    );
  }
  return (
    <Button kind="primary" onPress={() => void release()} data-testid="queue-start">
      <Icon name="play" />
      {runs.length > left ? 'Go on with the queue' : 'Start the queue'}
    </Button>
  );
}

/** What the queue could not do, until it is put away. */
export function QueueFault() {
  const fault = useQueue((state) => state.fault);
  if (!fault) return null;
  return (
    <div className="notice" role="alert">
      <p>{fault}</p>
      <Button kind="quiet" onPress={queueStore.getState().dismissFault}>
        Dismiss
      </Button>
    </div>
  );
}
