import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { lostStore, useLost } from './lost-store';
import './lost.css';

/**
 * Stands in the place of a piece of the page that did not arrive.
 *
 * @param onClose where it stands for a dialog or an action: it lies over the page then
 */
export function Lost({ what, again, onClose }: { what: string; again: () => void; onClose?: () => void }) {
  return (
    <div className="notice lost" data-tone="failure" role="alert" data-floating={onClose !== undefined}>
      <p>
        {what} could not be loaded: the network or the server failed twice. The rest of the page works, and a
        run that is going on is not touched.
      </p>
      <div className="notice-actions">
        <Button kind="primary" onPress={again} data-testid="load-again">
          <Icon name="again" />
          Load it again
        </Button>
        <Button onPress={() => location.reload()}>Reload the page</Button>
        {onClose && (
          <Button kind="quiet" onPress={onClose}>
            Dismiss
          </Button>
        )}
      </div>
    </div>
  );
}

/** What the last action missed. */
export function LostNotice() {
  const lost = useLost();
  if (!lost) return null;
  const close = () => lostStore.setState({ lost: null });
  return (
    <Lost
      what={lost.what}
      onClose={close}
      again={() => {
        close();
        lost.again();
      }}
    />
  );
}
