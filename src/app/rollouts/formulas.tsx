import { memo, useState } from 'react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import {
  type Aggregation,
  groupStatistics,
  OBJECTIVES,
  objectiveOf,
  tokenWeight,
  type UpdateOptions,
  updateTokens,
} from '../../experiment/inspect/objective-terms';
import type { ExperimentConfig } from '../../experiment/plan/config';
import type { RlVariant } from '../../experiment/plan/methods';
import { gateMark } from '../../experiment/record/gate-view';
import type { RlPhase } from '../../worker/protocol';
import { Button } from '../design/controls';
import { LARGEST_RATIO } from './clip-plot';
import './formulas.css';
import { fixed, small } from '../groups/numbers';
import type { Shown } from '../groups/selection';
import { Op, Sym } from './math';
import { ObjectiveCard, type TokenInHand } from './objective-card';
import { PolicyRolloutCard } from './policy-rollout-card';
import { Term } from './terms';

/** The objectives with the chosen token's numbers in them. */
export const Formulas = memo(function Formulas({
  variant,
  config,
  kl,
  shown,
  update,
  options,
  aggregation,
  reached,
  isEdited,
}: {
  variant: RlVariant | null;
  /** Of the run. */
  config: ExperimentConfig;
  /** Mean KL to the start of RL in this step; null where it is not part of the objective. */
  kl: number | null;
  shown: Shown;
  /** The update of its step that the group trains in, from 1; null when it was dropped. */
  update: number | null;
  options: UpdateOptions;
  aggregation: Aggregation;
  reached: RlPhase;
  /** The visitor has rewritten the group. */
  isEdited: boolean;
}) {
  const [ratio, setRatio] = useState(1);
  if (reached === 'rollout' || reached === 'reward') return <NotYet reached={reached} />;
  const { record, group, response, responseAt, tokenAt } = shown;
  const isLeftOut = gateMark(group, response) === 'left out';
  const tokens = update === null ? null : updateTokens(record, update, options);
  const weight = tokens && tokenWeight(tokens, response.tokens.length, aggregation);
  const inHand: TokenInHand = {
    advantage: response.advantage,
    ratio,
    aggregation,
    weight: isLeftOut ? 0 : (weight?.weight ?? 0),
    weightFrom: isLeftOut
      ? 'left out of the group'
      : weight
        ? `${weight.from} of update ${update}`
        : 'the group was dropped',
  };
  const { right, size } = groupStatistics(group.responses);
  // The card of the run's own algorithm has the constants that the run had.
  const constants = (algorithm: 'grpo' | 'dapo') =>
    variant?.algorithm === algorithm ? objectiveOf(config, algorithm) : OBJECTIVES[algorithm];
  const { klBeta } = constants('grpo');
  return (
    <section className="panel formulas" aria-labelledby="formulas-title" data-edited={isEdited || undefined}>
      <div className="formulas-head">
        <div>
          <h3 id="formulas-title">
            What <span className="formulas-token">{response.tokens[tokenAt]?.text ?? 'no token'}</span> weighs
          </h3>
          <p className="formulas-where numeric">
            Token {tokenAt + 1} of response {responseAt + 1}, group {shown.groupAt + 1}
            {isEdited && ', edited: these numbers never trained anything'}
          </p>
        </div>
        <RatioSlider ratio={ratio} onChange={setRatio} />
      </div>
      <p className="formulas-note">{ratioNote(update, reached)}</p>
      <div className="cards">
        <ObjectiveCard
          name="GRPO"
          used={variant?.algorithm === 'grpo'}
          options={constants('grpo')}
          token={inHand}
          extra={{
            formula: (
              <>
                − <Sym>β</Sym> <Sym sub="KL">D</Sym>
              </>
            ),
            words: 'minus beta times the KL divergence to the model at the start of RL',
          }}
        >
          <Term
            name="KL"
            symbol={
              <>
                <Sym>β</Sym> <Sym sub="KL">D</Sym>
              </>
            }
            sum={kl === null ? 'not part of this run' : `${klBeta} × ${small(kl)}, mean of the step`}
          >
            {kl === null ? '–' : small(klBeta * kl)}
          </Term>
        </ObjectiveCard>
        <ObjectiveCard
          name="DAPO"
          used={variant?.algorithm === 'dapo'}
          options={constants('dapo')}
          token={inHand}
          extra={{
            formula: (
              <>
                <Op>with</Op> 0 &lt; |right| &lt; |group|
              </>
            ),
            words: 'over groups with more than none and fewer than all answers right',
          }}
        >
          <Term
            name="Dynamic sampling"
            symbol=""
            sum={`0 < ${right} < ${size}: ${right > 0 && right < size ? 'holds' : 'does not hold'}`}
          >
            {variant?.algorithm === 'dapo' ? '' : 'would be '}
            {right > 0 && right < size ? 'kept' : 'dropped'}
          </Term>
        </ObjectiveCard>
        <PolicyRolloutCard
          used={variant?.policyRollout ?? false}
          gated={variant?.gate ?? false}
          shown={shown}
          aggregation={aggregation}
        />
      </div>
    </section>
  );
});

/** The objectives are about advantages: before there are any, they would tell what is still to come. */
function NotYet({ reached }: { reached: 'rollout' | 'reward' }) {
  return (
    <section className="panel formulas" aria-labelledby="formulas-title">
      <h3 id="formulas-title">What a token weighs</h3>
      <p className="formulas-note" data-testid="formulas-wait">
        {reached === 'rollout'
          ? 'The responses have been sampled. Rewards are given next, then advantages are computed from them, and with them the objectives.'
          : 'The rewards have been given. Advantages are computed from them next, and with them the objectives.'}
      </p>
    </section>
  );
}

/** Why rho is what it is. */
function ratioNote(update: number | null, reached: RlPhase): string {
  if (update === null) {
    return 'Dropped groups are in no update: the numbers show what the token would have weighed.';
  }
  const first =
    'On the first update after a rollout the model is still the one that sampled, so ρ = 1 exactly and nothing is clipped. The record keeps this ratio; move ρ to see what a later update would meet.';
  if (reached !== 'update' || update === 1) return first;
  return `This group trained in update ${update} of its step: the model had moved by ${update - 1 === 1 ? 'one update' : `${update - 1} updates`}, so ρ was near 1 but not exactly. The record does not keep it; move ρ to see what clipping would do.`;
}

function RatioSlider({ ratio, onChange }: { ratio: number; onChange: (ratio: number) => void }) {
  return (
    <div className="ratio">
      <Slider
        className="slider"
        minValue={0}
        maxValue={LARGEST_RATIO}
        step={0.01}
        value={ratio}
        onChange={(next) => onChange(Number(next))}
      >
        <div className="slider-words">
          <Label>What if the ratio ρ were</Label>
          <SliderOutput className="numeric">{fixed(ratio)}</SliderOutput>
        </div>
        <SliderTrack className="slider-track">
          {({ state }) => (
            <>
              <span
                className="slider-fill"
                style={{ width: `calc(${100 * state.getThumbPercent(0)}% + 0.5625rem)` }}
              />
              <SliderThumb className="slider-thumb" />
            </>
          )}
        </SliderTrack>
      </Slider>
      <Button isDisabled={ratio === 1} onPress={() => onChange(1)}>
        ρ = 1
      </Button>
    </div>
  );
}
