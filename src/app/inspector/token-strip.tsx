import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import type { TokenView } from '../../experiment/run-record';

/** Share of the marking colour for a token the model was least sure of; more would cost contrast. */
const STRONGEST = 45;

/** A response token by token, each marked the more, the less probable it was. */
export function TokenStrip({ tokens, streaming }: { tokens: readonly TokenView[]; streaming: boolean }) {
  const [numbers, setNumbers] = useState(false);
  return (
    <div className="tokens">
      <div className="tokens-head">
        <h3>Response</h3>
        <span className="tokens-legend faint" aria-hidden="true">
          sure
          <span className="tokens-scale" />
          unsure
        </span>
        <ToggleButton className="segment tokens-numbers" isSelected={numbers} onChange={setNumbers}>
          Probabilities
        </ToggleButton>
      </div>
      <p className="tokens-strip" data-numbers={numbers || undefined}>
        {tokens.map((token, i) => {
          const probability = Math.exp(token.logp);
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
              key={i}
              className="token"
              title={`probability ${probability.toFixed(3)}`}
              style={{
                background: `color-mix(in oklab, var(--gold) ${Math.round(STRONGEST * (1 - probability))}%, transparent)`,
              }}
            >
              {token.text}
              {numbers && <small className="numeric">{probability.toFixed(2)}</small>}
            </span>
          );
        })}
        {streaming && <span className="token-caret" aria-hidden="true" />}
        {tokens.length === 0 && !streaming && <span className="faint">No tokens.</span>}
      </p>
    </div>
  );
}
