import { type Ref, useRef } from 'react';
import { policyCrops } from '../../../../tasks/clevr/encode';
import { cropReference } from '../../../../tasks/clevr/policy/condition-phrase';
import { policyText } from '../../../../tasks/clevr/policy/policy-text';
import { type PolicyTextError, parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { Crop } from '../crop';
import { clevrTryStore, useClevrTry } from './clevr-try-store';

/** The policy as text; whatever can be read becomes the policy, whatever cannot is marked where it stands. */
export function PolicyTextEditor({ policy }: { policy: Policy }) {
  const draft = useClevrTry((state) => state.draft);
  const area = useRef<HTMLTextAreaElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const text = draft?.policy === policy ? draft.text : policyText(policy);
  const result = parsePolicyText(text);
  const errors = result.ok ? [] : result.errors;
  const goTo = (line: number) => {
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    area.current?.focus({ preventScroll: true });
    area.current?.setSelectionRange(start, start + lines[line - 1].length);
    // A textarea as high as its text has nothing to scroll: the line's mark says where it is.
    marks.current?.children[line - 1]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="text-editor">
      <div className="text-scroll">
        <div className="text-grow">
          <Marks ref={marks} text={text} errors={errors} />
          <textarea
            ref={area}
            value={text}
            spellCheck={false}
            aria-label="Policy as text"
            aria-invalid={errors.length > 0}
            aria-describedby="text-errors"
            onChange={(event) => clevrTryStore.getState().typePolicy(event.target.value)}
          />
        </div>
      </div>
      <div id="text-errors" className="text-errors" role="status" data-testid="policy-errors">
        {errors.length > 0 ? (
          <>
            <p>The last policy without errors is what is asked about.</p>
            <ul>
              {errors.map((error) => (
                <li key={`${error.line} ${error.message}`}>
                  <button type="button" className="text-error-line numeric" onClick={() => goTo(error.line)}>
                    Line {error.line}
                  </button>
                  <span>{error.message}</span>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p className="faint">
            No errors. The tree follows as you type. A value is shown by a picture where it is written like
            “an object with the color of [crop: large blue rubber cylinder]”.
          </p>
        )}
      </div>
      <CropsOf policy={policy} />
    </div>
  );
}

/** What the crops that the text names look like. */
function CropsOf({ policy }: { policy: Policy }) {
  const crops = new Map(policyCrops(policy).map((crop) => [cropReference(crop), crop]));
  if (crops.size === 0) return null;
  return (
    <ul className="text-crops" aria-label="Pictures in this text">
      {[...crops].map(([reference, crop]) => (
        <li key={reference}>
          <Crop crop={crop} size={26} decorative /> {reference}
        </li>
      ))}
    </ul>
  );
}

/** The text once more under the transparent one, line by line, to number the lines and mark the bad ones in place. */
function Marks({
  ref,
  text,
  errors,
}: {
  ref: Ref<HTMLDivElement>;
  text: string;
  errors: readonly PolicyTextError[];
}) {
  return (
    <div ref={ref} className="text-marks" aria-hidden="true">
      {text.split('\n').map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
        <div key={i} data-error={errors.some((error) => error.line === i + 1) || undefined}>
          <span className="text-number numeric">{i + 1}</span>
          {line === '' ? '\u200b' : line}
        </div>
      ))}
    </div>
  );
}
