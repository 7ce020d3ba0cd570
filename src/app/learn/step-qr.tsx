import { Dialog } from '../design/dialog';
import { QrCode } from '../reach/qr-code';
import type { Reach } from '../reach/reach';
import { linkToStep } from './use-step';

/** The link to a step for the cameras of a room. */
export function StepQr({ step, reach, onClose }: { step: number; reach: Reach; onClose: () => void }) {
  const address = linkToStep(step, reach.page);
  return (
    <Dialog title={`Step ${step} on your own device`} isOpen onClose={onClose}>
      <QrCode address={address} />
      <p className="mono step-qr-address" data-testid="qr-address">
        {address}
      </p>
      {reach.note && <p role="note">{reach.note}</p>}
    </Dialog>
  );
}
