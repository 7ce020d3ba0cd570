import { useStore } from 'zustand';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isActive } from '../state/run-view';
import { useRun } from '../state/stores';
import { threadsStore } from './offline';

/** Offers, between runs, the reload that lets WebAssembly use several processor cores; training on a GPU gains nothing by it. */
export function ThreadsNotice() {
  const afterReload = useStore(threadsStore, (state) => state.afterReload);
  const isBusy = useRun((state) => isActive(state.live));
  const onWasm = useRun((state) => state.trainer.backend?.name === 'wasm');
  if (!afterReload || isBusy || !onWasm || navigator.hardwareConcurrency < 2) return null;
  return (
    <div className="notice" data-tone="plain" data-testid="threads">
      <p>Training uses one processor core here. Once the page is loaded again, it uses several.</p>
      <Button kind="quiet" onPress={() => threadsStore.setState({ afterReload: false })}>
        Later
      </Button>
      <Button onPress={() => location.reload()}>
        <Icon name="again" />
        Reload
      </Button>
    </div>
  );
}
