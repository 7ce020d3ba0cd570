import { useMemo, useState } from 'react';
import { CheckboxGroup } from 'react-aria-components';
import type { SequenceSection } from '../../../experiment/inspect/inspection';
import { exampleTokens, SECTIONS } from '../../../experiment/inspect/training-tokens';
import type { ExampleView, RunRecord } from '../../../experiment/record/run-record';
import { MetricChart } from '../../charts/metric-chart';
import { SUPERVISED_CHARTS } from '../../charts/series';
import { Checkbox } from '../../design/checkbox';
import { Pictures } from '../../tasks/pictures';
import { openLab, useSetupSentence } from '../actions';
import { curveOf, exampleOf, trainedPartOf } from '../facts';
import { commit, useLearn } from '../learn-store';
import { Lacking, StepFrame } from '../step-frame';
import { INJECTED_INTO } from '../why';

const NAMES: { readonly [S in SequenceSection]: string } = {
  policy: 'Policy',
  image: 'Image',
  question: 'Question',
  reasoning: 'Reasoning',
  answer: 'Answer',
};

/** Step 3: which tokens of a VM-CPT sequence carry loss, and how the loss fell. */
export function InjectStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.inject);
  const [draft, setDraft] = useState<readonly SequenceSection[]>([]);
  const example = exampleOf(record);
  const curve = curveOf(record, 'vm-cpt');
  const { replay, batch, steps } = record.config.vmCpt;
  const revealed = committed !== undefined;
  return (
    <StepFrame
      id="inject"
      lead="The first stage shows the model policy, picture, question, reasoning and answer as one long text, over and over. It is trained to predict the next token: the loss is how surprised it is. But not every token counts."
      show={
        example ? (
          <Sequence example={example} revealed={revealed} />
        ) : (
          <Lacking what="any example to take apart" />
        )
      }
      question="Which parts of the text is the model trained to predict? Tick each."
      guess={
        <CheckboxGroup
          className="guess-set"
          aria-label="Parts that count"
          value={[...draft]}
          onChange={(values) => setDraft(SECTIONS.filter((section) => values.includes(section)))}
        >
          {SECTIONS.map((section) => (
            <Checkbox key={section} value={section}>
              {NAMES[section]}
            </Checkbox>
          ))}
        </CheckboxGroup>
      }
      onReveal={draft.length > 0 ? () => commit('inject', [...draft]) : null}
      revealed={revealed}
      outcome={
        <>
          {example && committed && <Compared example={example} said={committed} />}
          <p className="step-why">
            All words count, the policy’s own too, but for the very first, which nothing comes before: to
            predict them is to know the policy by heart. The picture’s tokens are <strong>masked</strong>:
            there is no next word in a picture. Hence the name, visually-masked continual pretraining
            (VM-CPT).
          </p>
          {curve.length > 0 ? (
            <div className="inject-chart">
              <MetricChart spec={SUPERVISED_CHARTS[0]} curve={curve} steps={steps} />
            </div>
          ) : (
            <Lacking what="the loss of this stage" />
          )}
        </>
      }
      differs={`The paper trains all parameters of a 7-billion-parameter model. Here ${INJECTED_INTO[trainedPartOf(record, 'vmCpt')]}${replay > 0 ? `, and ${replay} sequences of old skills are mixed in beside every ${batch} of the policies` : ''}.`}
      action={{
        label: 'Do it in the Lab',
        sentence: useSetupSentence(
          'Opens the Lab set up for VM-CPT and CoT SFT: press Run, or Step for one update at a time.',
        ),
        onPress: () => openLab(record, 'vm-cpt', { ...record.config, method: 'vm-cpt+cot-sft' }),
      }}
    />
  );
}

/** Parts of a sequence, each with its tokens; once revealed, those that count are marked. */
function Sequence({ example, revealed }: { example: ExampleView; revealed: boolean }) {
  const tokens = useMemo(() => exampleTokens('vm-cpt', example), [example]);
  return (
    <div className="sequence-show" data-revealed={revealed || undefined}>
      {SECTIONS.map((section) => {
        const own = tokens.filter((token) => token.section === section);
        const counting = own.filter(({ weight }) => weight > 0).length;
        return (
          <div key={section} className="sequence-part">
            <p className="sequence-name">
              {NAMES[section]}
              <span className="numeric">
                {revealed ? `${counting} of ${own.length} count` : `${own.length} tokens`}
              </span>
            </p>
            {section === 'image' ? (
              <div className="sequence-image" data-masked={revealed || undefined}>
                <Pictures example={example} size={88} />
                <span className="sequence-grid" aria-hidden="true" />
              </div>
            ) : (
              <p className="sequence-tokens">
                {own.map(({ text, weight }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
                  <span key={i} data-counts={(revealed && weight > 0) || undefined}>
                    {text}
                  </span>
                ))}
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}

function Compared({ example, said }: { example: ExampleView; said: readonly SequenceSection[] }) {
  const tokens = exampleTokens('vm-cpt', example);
  const counting = SECTIONS.filter((section) =>
    tokens.some((token) => token.section === section && token.weight > 0),
  );
  const right = SECTIONS.filter((section) => said.includes(section) === counting.includes(section)).length;
  const list = (sections: readonly SequenceSection[]) => sections.map((section) => NAMES[section]).join(', ');
  return (
    <dl className="verdicts">
      <div>
        <dt>You</dt>
        <dd>{list(said)}</dd>
      </div>
      <div data-tone="gold">
        <dt>Counts</dt>
        <dd>{list(counting)}</dd>
      </div>
      <div>
        <dt>Right</dt>
        <dd className="numeric">
          {right} of {SECTIONS.length} parts
        </dd>
      </div>
    </dl>
  );
}
