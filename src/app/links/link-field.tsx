import { useRef, useState } from 'react';
import { LINK_LIMIT, tooLong } from '../../experiment/share/share-link';
import { Button } from '../design/controls';
import { download } from '../parts/download';
import './links.css';

/** An address to hand on: copied, saved as a file, or selected by keyboard. */
export function LinkField({
  address,
  file,
  label = 'Link',
  whenLong = 'Send it as a file: it can be imported on the Compare screen.',
}: {
  address: string;
  /** Name of the file that it can be saved as. */
  file: string;
  label?: string;
  /** What to do with a link that is too long to be sent as one. */
  whenLong?: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setCopied('Copied.');
    } catch {
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
          {LINK_LIMIT.toLocaleString('en')}. {whenLong}
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
    </>
  );
}
