import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { RolloutResponse, TokenView } from '../../experiment/record/run-record';
import { Segmented } from '../design/controls';
import { fixed, signed } from '../groups/numbers';

type Colouring = 'probability' | 'push';

/** Share of the marking colour where it is strongest; more would cost contrast. */
const STRONGEST = 45;
/** Advantages beyond this are coloured alike. */
const LARGE_ADVANTAGE = 2;

/** A response token by token; choosing one shows what it weighs in the objective. */
export function ResponseTokens({
  response,
  recorded,
  chosen,
  isJudged,
  onChoose,
}: {
  response: RolloutResponse;
  /** What it was before it was rewritten; null where it was not. */
  recorded: RolloutResponse | null;
  chosen: number;
  /** Its advantage has been computed. */
  isJudged: boolean;
  onChoose: (token: number) => void;
}) {
  const [wanted, setColouring] = useState<Colouring>('probability');
  const colouring = isJudged ? wanted : 'probability';
  const { advantage, tokens } = response;
  const isChanged = changedPlaces(tokens, recorded?.tokens ?? tokens);
  return (
    <div className="response-tokens">
      <div className="response-tokens-head">
        <Legend colouring={colouring} advantage={advantage} />
        <Segmented<Colouring>
          label="Colour of the tokens"
          isDisabled={!isJudged}
          value={colouring}
          options={[
            { value: 'probability', label: 'Probability' },
            { value: 'push', label: 'Push' },
          ]}
          onChange={setColouring}
        />
      </div>
      <ListBox
        className="response-strip"
        aria-label="Tokens of the response"
        layout="grid"
        orientation="vertical"
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => {
          if (keys !== 'all') onChoose(Number([...keys][0] ?? 0));
        }}
      >
        {tokens.map(({ text, logp }, i) => {
          const probability = Math.exp(logp);
          const isKnown = Number.isFinite(probability);
          return (
            <ListBoxItem
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
              key={i}
              id={i}
              className="response-token"
              textValue={text}
              aria-label={`${text}, ${isKnown ? `probability ${fixed(probability)}` : 'probability not known'}${isChanged(i) ? ', edited' : ''}`}
              data-changed={isChanged(i) || undefined}
              style={isKnown ? { background: colourOf(colouring, probability, advantage) } : {}}
            >
              {text}
              <small className="numeric" aria-hidden="true">
                {isKnown
                  ? colouring === 'probability'
                    ? fixed(probability)
                    : signed(advantage * (1 - probability))
                  : '–'}
              </small>
            </ListBoxItem>
          );
        })}
      </ListBox>
    </div>
  );
}

/** The places between what a rewritten response has in common with the record at its beginning and at its end. */
export function changedPlaces(
  now: readonly TokenView[],
  before: readonly TokenView[],
): (place: number) => boolean {
  const shorter = Math.min(now.length, before.length);
  let same = 0;
  while (same < shorter && now[same].text === before[same].text) same++;
  let tail = 0;
  while (tail < shorter - same && now.at(-1 - tail)?.text === before.at(-1 - tail)?.text) tail++;
  return (place) => place >= same && place < now.length - tail;
}

function colourOf(colouring: Colouring, probability: number, advantage: number): string {
  if (colouring === 'probability') return mix('gold', 1 - probability);
  const strength = (Math.min(Math.abs(advantage), LARGE_ADVANTAGE) / LARGE_ADVANTAGE) * (1 - probability);
  // The root lets weak pushes be told from none.
  return mix(advantage < 0 ? 'wrong' : 'right', Math.sqrt(strength));
}

function mix(colour: string, share: number): string {
  return `color-mix(in oklab, var(--${colour}) ${Math.round(STRONGEST * share)}%, transparent)`;
}

function Legend({ colouring, advantage }: { colouring: Colouring; advantage: number }) {
  if (colouring === 'probability') {
    return (
      <span className="tokens-legend faint" aria-hidden="true">
        sure <span className="tokens-scale" /> unsure
      </span>
    );
  }
  const effect = advantage === 0 ? 'nothing is pushed' : `made ${advantage > 0 ? 'more' : 'less'} likely`;
  return <span className="tokens-legend faint">A × (1 − π): {effect}; sure tokens hardly move</span>;
}
