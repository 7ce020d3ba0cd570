import { useRef, useState } from 'react';
import { LINK_LIMIT, tooLong } from '../../experiment/share/share-link';
import { Button } from '../design/controls';
import { download } from '../parts/download';
import { copyText } from '../reach/copy-text';
import { QrCode } from '../reach/qr-code';
import { useReach } from '../reach/reach';
import './links.css';

/** Characters that still make a QR code which a phone reads off a screen. */
const QR_LIMIT = 600;

/** An address of this page to hand on, under the name by which others reach it: copied, saved, selected, or as a QR code. */
export function LinkField({
  address: own,
  file,
  label = 'Link',
}: {
  /** As this browser has it. */
  address: string;
  /** Name of the file that it can be saved as. */
  file: string;
  label?: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const reach = useReach();
  if (!reach) return null;
  const address = own.replace(location.origin + location.pathname, reach.page);
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
          aria-label={label}
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
        <Button kind={long ? 'primary' : 'plain'} onPress={() => download(file, `${address}\n`)}>
          Save as a file
        </Button>
        <p role="status" className="faint">
          {copied ?? `${address.length} characters`}
        </p>
      </div>
      {reach.note && (
        <p role="note" data-testid="reach-note">
          {reach.note}
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
