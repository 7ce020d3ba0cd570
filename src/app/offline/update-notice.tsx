import { useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isActive } from '../state/run-view';
import { useRun } from '../state/stores';
import { update, updateStore } from './offline';

/** Offers a newer version of the page between runs; it comes by itself once no tab of the page is open. */
export function UpdateNotice() {
  const waiting = useStore(updateStore, (state) => state.waiting);
  const isBusy = useRun((state) => isActive(state.live));
  const [refusal, setRefusal] = useState<string | null>(null);
  if (!waiting || isBusy) return null;
  return (
    <div className="notice" data-testid="update">
      <p role={refusal ? 'alert' : undefined}>{refusal ?? 'A newer version of this page is ready.'}</p>
      <Button kind="quiet" onPress={() => updateStore.setState({ waiting: false })}>
        Later
      </Button>
      <Button onPress={() => void update().then(setRefusal)}>
        <Icon name="again" />
        Reload with it
      </Button>
    </div>
  );
}
