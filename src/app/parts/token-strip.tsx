import { useState } from 'react';
import { ListBox, ListBoxItem, ToggleButton } from 'react-aria-components';
import type { TokenView } from '../../experiment/record/run-record';

/** Share of the marking colour for a token the model was least sure of; more would cost contrast. */
const STRONGEST = 45;

/**
 * A response token by token, each marked the more, the less probable it was. With `onChoose` a token can be chosen, to
 * see where the model looked when it wrote it.
 */
export function TokenStrip({
  tokens,
  streaming,
  chosen = null,
  onChoose,
}: {
  tokens: readonly TokenView[];
  streaming: boolean;
  chosen?: number | null;
  onChoose?: (token: number | null) => void;
}) {
  const [numbers, setNumbers] = useState(false);
  const choosable = onChoose !== undefined && !streaming && tokens.length > 0;
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
      {choosable ? (
        <>
          <ListBox
            className="tokens-strip"
            aria-label="Tokens of the response"
            layout="grid"
            orientation="vertical"
            selectionMode="single"
            selectionBehavior="replace"
            selectedKeys={chosen === null ? [] : [chosen]}
            onSelectionChange={(keys) => {
              if (keys === 'all') return;
              const [key] = keys;
              onChoose(key === undefined ? null : Number(key));
            }}
          >
            {tokens.map((token, i) => (
              <ListBoxItem
                // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
                key={i}
                id={i}
                className="token"
                textValue={token.text}
                aria-label={`${token.text}, probability ${probability(token).toFixed(2)}`}
                style={marked(token)}
              >
                {token.text}
                {numbers && <small className="numeric">{probability(token).toFixed(2)}</small>}
              </ListBoxItem>
            ))}
          </ListBox>
          {chosen === null && (
            <p className="faint tokens-hint">Choose a token to see where the model looked to write it.</p>
          )}
        </>
      ) : (
        <PlainTokens tokens={tokens} streaming={streaming} numbers={numbers} />
      )}
    </div>
  );
}

/** The tokens alone, to read. */
export function PlainTokens({
  tokens,
  streaming = false,
  numbers = false,
}: {
  tokens: readonly TokenView[];
  streaming?: boolean;
  /** Show each token's probability under it. */
  numbers?: boolean;
}) {
  return (
    <p className="tokens-strip">
      {tokens.map((token, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
          key={i}
          className="token"
          title={`probability ${probability(token).toFixed(3)}`}
          style={marked(token)}
        >
          {token.text}
          {numbers && <small className="numeric">{probability(token).toFixed(2)}</small>}
        </span>
      ))}
      {streaming && <span className="token-caret" aria-hidden="true" />}
      {tokens.length === 0 && !streaming && <span className="faint">No tokens.</span>}
    </p>
  );
}

function probability({ logp }: TokenView): number {
  return Math.exp(logp);
}

function marked(token: TokenView) {
  const share = Math.round(STRONGEST * (1 - probability(token)));
  return { background: `color-mix(in oklab, var(--gold) ${share}%, transparent)` };
}
