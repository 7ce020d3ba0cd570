import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { RolloutResponse } from '../../experiment/record/run-record';
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
  chosen,
  isJudged,
  onChoose,
}: {
  response: RolloutResponse;
  chosen: number;
  /** Its advantage has been computed. */
  isJudged: boolean;
  onChoose: (token: number) => void;
}) {
  const [wanted, setColouring] = useState<Colouring>('probability');
  const colouring = isJudged ? wanted : 'probability';
  const { advantage, tokens } = response;
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
          return (
            <ListBoxItem
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
              key={i}
              id={i}
              className="response-token"
              textValue={text}
              aria-label={`${text}, probability ${fixed(probability)}`}
              style={{ background: colourOf(colouring, probability, advantage) }}
            >
              {text}
              <small className="numeric" aria-hidden="true">
                {colouring === 'probability' ? fixed(probability) : signed(advantage * (1 - probability))}
              </small>
            </ListBoxItem>
          );
        })}
      </ListBox>
    </div>
  );
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
