import { useEffect, useRef, useState } from 'react';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { findPreset } from '../../experiment/plan/presets';
import type { RunRecord } from '../../experiment/record/run-record';
import { LINK_LIMIT, tooLong } from '../../experiment/share/share-link';
import { Checkbox } from '../design/checkbox';
import { Button, Segmented } from '../design/controls';
import { Dialog } from '../design/dialog';
import { download } from '../parts/download';
import { copyText } from '../reach/copy-text';
import { QrCode } from '../reach/qr-code';
import { useReach } from '../reach/reach';
import './links.css';
import { type Shared, shareAddress } from './shared';

/** Makes a link of a run, or of what is set up; `null` where there is none. */
export function ShareDialog({
  setup,
  record,
  onClose,
}: {
  setup: ExperimentConfig | null;
  record: RunRecord | null;
  onClose: () => void;
}) {
  const [what, setWhat] = useState<'run' | 'setup'>(record ? 'run' : 'setup');
  const [withResults, setWithResults] = useState(true);
  const [shared, setShared] = useState<Shared | null>(null);
  const config = what === 'run' && record ? record.config : setup;
  const measured = record?.stages.some(({ evaluation }) => evaluation) ?? false;
  const results = what === 'run' && withResults && measured ? record : null;
  const reach = useReach();
  const page = reach?.page;
  useEffect(() => {
    let current = true;
    if (config && page) {
      void shareAddress({ config, record: results }, page, __BUILD__).then(
        (made) => current && setShared(made),
      );
    }
    return () => {
      current = false;
    };
  }, [config, results, page]);
  if (!config) return null;
  return (
    <Dialog title="Share this experiment" isOpen onClose={onClose}>
      {record && setup && (
        <Segmented
          label="What to share"
          value={what}
          options={[
            { value: 'run', label: 'The run on the screen' },
            { value: 'setup', label: 'The setup' },
          ]}
          onChange={setWhat}
        />
      )}
      <p>
        {METHOD_PLANS[config.method].label} on {findPreset(config.preset)?.title ?? config.preset}, seed{' '}
        {config.seed}. The link holds the settings themselves: nothing is uploaded, and who opens it starts
        the run on their own device.
      </p>
      {what === 'run' && measured && (
        <Checkbox isSelected={withResults} onChange={setWithResults}>
          With its results, so that others can check them
        </Checkbox>
      )}
      {shared &&
        (shared.ok ? (
          <Link address={shared.address} note={reach?.note ?? null} />
        ) : (
          <p role="alert">{shared.message}</p>
        ))}
    </Dialog>
  );
}

/** Characters that still make a QR code which a phone reads off a screen. */
const QR_LIMIT = 600;

function Link({ address, note }: { address: string; note: string | null }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => {
    if (await copyText(address)) {
      setCopied('Copied.');
    } else {
      field.current?.select();
      setCopied('The browser does not let this page copy. The link is selected: copy it by keyboard.');
    }
  };
  const long = tooLong(address);
  return (
    <>
      {long ? (
        <p>
          The link has {address.length.toLocaleString('en')} characters, and many programs cut links off after{' '}
          {LINK_LIMIT.toLocaleString('en')}. Send it as a file: it can be imported on the Compare screen.
        </p>
      ) : (
        <input
          ref={field}
          className="share-link mono"
          readOnly
          value={address}
          aria-label="Link"
          data-testid="share-link"
          onFocus={(event) => event.target.select()}
        />
      )}
      <div className="link-actions">
        {!long && (
          <Button kind="primary" onPress={() => void copy()}>
            Copy link
          </Button>
        )}
        <Button
          kind={long ? 'primary' : 'plain'}
          onPress={() => download('trimpi-experiment.txt', `${address}\n`)}
        >
          Save as a file
        </Button>
        <p role="status" className="faint">
          {copied ?? `${address.length} characters`}
        </p>
      </div>
      {note && (
        <p role="note" data-testid="reach-note">
          {note}
        </p>
      )}
      {address.length <= QR_LIMIT && (
        <details className="link-qr">
          <summary>QR code</summary>
          <QrCode address={address} />
        </details>
      )}
    </>
  );
}
