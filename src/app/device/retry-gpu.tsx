import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isActive } from '../state/run-view';
import { runStore, useRun } from '../state/stores';

/** Starts the trainer anew where it did not get the GPU that the browser offers; nothing where it did. */
export function RetryGpu() {
  const backend = useRun((state) => state.trainer.backend);
  const busy = useRun((state) => isActive(state.live));
  if (!backend?.isFault || !('gpu' in navigator)) return null;
  return (
    <Button isDisabled={busy} onPress={() => runStore.getState().restart()} data-testid="retry-gpu">
      <Icon name="again" />
      Try the GPU again
    </Button>
  );
}
