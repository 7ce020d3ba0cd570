import { useState } from 'react';
import type { AttentionView } from '../../../experiment/inspect/inspection';
import type { ExampleView, TokenView } from '../../../experiment/record/run-record';
import type { ModelRef } from '../../../worker/protocol';
import { Button, Segmented } from '../../design/controls';
import { percent } from '../../design/format';
import { Icon } from '../../design/icon';
import { TokenStrip } from '../../parts/token-strip';
import { taskUiOf } from '../../tasks/registry';
import { AttendedTokens } from './attended-tokens';
import './attention.css';
import { AttentionPicture } from './attention-picture';
import { type Part, PLACES, type Place, pictureShares, placeShares, sharesOf } from './shares';
import { useAttention } from './use-attention';

/** Where the model looked when it wrote one token of its response, by a forward pass of that model. */
export function AttentionPanel({
  model,
  example,
  policyInPrompt,
  tokens,
  chosen,
  onChoose,
}: {
  model: ModelRef;
  example: ExampleView;
  policyInPrompt: boolean;
  /** The response on show. */
  tokens: readonly TokenView[];
  /** Index of the token. */
  chosen: number;
  /** Null closes the panel. */
  onChoose: (token: number | null) => void;
}) {
  const attention = useAttention(model, example, policyInPrompt);
  const own = attention?.ok ? attention.value.response.tokens : null;
  const differs =
    own !== null && own.map(({ text }) => text).join(' ') !== tokens.map(({ text }) => text).join(' ');
  const shown = differs ? own : tokens;
  const token = Math.min(chosen, shown.length - 1);
  return (
    <section
      className="attention"
      aria-label="Attention"
      data-testid="attention"
      aria-busy={attention === null}
    >
      <div className="attention-head">
        <h3>
          Where it looked to write <span className="attention-word">{shown[token]?.text}</span>
        </h3>
        <Button kind="quiet" onPress={() => onChoose(null)} aria-label="Close the attention view">
          <Icon name="cross" />
        </Button>
      </div>
      {attention === null && <p className="faint">Running the model once more …</p>}
      {attention?.ok === false && <p className="attention-failure">{attention.message}</p>}
      {differs && (
        <>
          <p className="attention-differs">
            Asked here and now, the model answers otherwise than in the response above. This is what it says:
          </p>
          <TokenStrip tokens={own} streaming={false} chosen={token} onChoose={onChoose} />
        </>
      )}
      {attention?.ok && <Attention view={attention.value} example={example} token={token} />}
    </section>
  );
}

const PLACE_NAMES: { readonly [P in Place]: string } = {
  image: 'image',
  policy: 'policy',
  question: 'question',
  response: 'own response',
};

function Attention({ view, example, token }: { view: AttentionView; example: ExampleView; token: number }) {
  const [layer, setLayer] = useState<Part>(null);
  const [head, setHead] = useState<Part>(null);
  const shares = sharesOf(view, token, layer, head);
  const places = placeShares(view, shares);
  const ui = taskUiOf(example);
  const pictures = pictureShares(ui.pictures(example), view, shares);
  const hasPolicy = view.keys.some(({ section }) => section === 'policy');
  return (
    <>
      <div className="attention-top">
        {pictures.map(({ picture, shares }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a picture's place in the question is its name.
          <AttentionPicture key={i} picture={picture} shares={shares} size={176} />
        ))}
        <dl className="attention-places numeric">
          {PLACES.filter((place) => place !== 'policy' || hasPolicy).map((place) => (
            <div key={place}>
              <dt>{PLACE_NAMES[place]}</dt>
              <dd>
                <span className="attention-bar" style={{ width: `${100 * places[place]}%` }} />
                <span>{percent(places[place])}</span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="attention-parts">
        <PartChoice name="Layer" count={view.layers} value={layer} onChange={setLayer} />
        <PartChoice name="Head" count={view.heads} value={head} onChange={setHead} />
      </div>
      <AttendedTokens
        keys={view.keys.slice(0, view.keys.length - view.response.tokens.length + 1 + token)}
        shares={shares}
        policyPictures={ui.policyPictures(example)}
      />
      <p className="faint attention-note">
        Attention of the position that predicts the token. Frame: the {'16\u00a0×\u00a016'} pixel window it
        read most; windows overlap by half. Attention shows what was read, not why.
      </p>
    </>
  );
}

/** One of a few layers or heads, or the mean of all. */
function PartChoice({
  name,
  count,
  value,
  onChange,
}: {
  name: string;
  count: number;
  value: Part;
  onChange: (part: Part) => void;
}) {
  return (
    <div className="attention-part">
      <span aria-hidden="true">{name}</span>
      <Segmented
        label={name}
        value={value === null ? 'all' : String(value)}
        options={[
          { value: 'all', label: 'mean' },
          ...Array.from({ length: count }, (_, i) => ({ value: String(i), label: i + 1 })),
        ]}
        onChange={(next) => onChange(next === 'all' ? null : Number(next))}
      />
    </div>
  );
}
