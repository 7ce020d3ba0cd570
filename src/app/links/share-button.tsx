import { useState } from 'react';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { lazyPiece } from '../pieces/lazy-piece';
import { useSetup, useShownRun } from '../state/stores';

const ShareDialog = lazyPiece('The link', async () => (await import('./share-dialog')).ShareDialog);

/** Shares the run on the screen or the setup. */
export function ShareButton() {
  const [isOpen, setOpen] = useState(false);
  const shown = useShownRun();
  const setup = useSetup((state) => state.config);
  return (
    <>
      <Button kind="quiet" onPress={() => setOpen(true)} aria-label="Share" data-testid="share">
        <Icon name="share" />
      </Button>
      {isOpen && <ShareDialog setup={setup} record={shown?.record ?? null} onClose={() => setOpen(false)} />}
    </>
  );
}
