import { useState } from 'react';
import type { RunRecord } from '../../../experiment/record/run-record';
import { prefillOf } from '../../../experiment/results/prefill';
import { Costs } from '../../parts/headline';
import { Pictures } from '../../tasks/pictures';
import { taskUiOf } from '../../tasks/registry';
import { PAPER_SAVINGS } from '../../terms/paper-figures';
import { openLab } from '../actions';
import { evaluationOf, exampleOf, promptParts, saving } from '../facts';
import { GuessBars } from '../guess-bars';
import { commit, useLearn } from '../learn-store';
import { PercentGuess } from '../percent-guess';
import { Lacking, StepFrame } from '../step-frame';
import { costWhy, gapInWords } from '../why';

/** Step 2: prompt tokens and prefill time with the policy and without, as the recorded run measured them. */
export function CostStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.cost);
  const [draft, setDraft] = useState(50);
  const example = exampleOf(record);
  const efficiency = evaluationOf(record, 'base')?.efficiency ?? null;
  const prefill = prefillOf(record.stages);
  return (
    <StepFrame
      id="cost"
      lead="Whoever keeps the policy in the prompt sends it with every single question. Here is what the model reads for one picture, with the policy and once it has been internalized."
      show={example ? <Prompts example={example} /> : <Lacking what="any example" />}
      question="By how many percent does the prompt get shorter, in tokens, when the policy is left out?"
      guess={<PercentGuess label="Shorter by, percent" value={draft} onChange={setDraft} />}
      onReveal={() => commit('cost', draft)}
      revealed={committed !== undefined}
      outcome={
        efficiency && committed !== undefined ? (
          <>
            <GuessBars
              caption="Saved without the policy in the prompt"
              guess={committed}
              rows={[
                {
                  label: 'Fewer tokens',
                  result: { value: saving(efficiency.promptTokens) / 100 },
                  tone: 'internalized',
                  asked: true,
                },
                ...(prefill?.isClear
                  ? [
                      {
                        label: 'Less prefill time',
                        result: { value: Math.max(0, saving(prefill) / 100) },
                        tone: 'internalized' as const,
                      },
                    ]
                  : []),
              ]}
            />
            <p className="step-why">
              <strong>{gapInWords(committed, saving(efficiency.promptTokens))}</strong>{' '}
              {example && costWhy(promptParts(example))} Prefill is the time until the model has read it.
            </p>
            <Costs efficiency={efficiency} prefill={prefill} />
          </>
        ) : (
          <Lacking what="what its prompts cost" />
        )
      }
      differs={`The paper reports ${PAPER_SAVINGS.promptTokens}\u00a0% fewer prompt tokens and ${PAPER_SAVINGS.prefillTime}\u00a0% less prefill time at 7 billion parameters: there the policy is about ${Math.round(PAPER_SAVINGS.promptTokens / (100 - PAPER_SAVINGS.promptTokens))} times as long as the rest of the prompt. Times are of this recording’s device.`}
      action={{
        label: 'See it in the Lab',
        sentence: 'Opens the Lab at the base model: accuracy and cost with the policy in the prompt.',
        onPress: () => openLab(record, 'base'),
      }}
    />
  );
}

function Prompts({ example }: { example: NonNullable<ReturnType<typeof exampleOf>> }) {
  const { PolicyText, policyName, question: asked } = taskUiOf(example);
  const question = (
    <div className="prompt-rest">
      <Pictures example={example} size={104} />
      <p>
        {asked(example, 'sentence', (name) => (
          <span className="policy-name">{name}</span>
        ))}
      </p>
    </div>
  );
  return (
    <div className="prompts">
      <section className="prompt" data-tone="in-prompt" aria-label="Prompt with the policy">
        <h4 className="tone-in-prompt">Policy in the prompt</h4>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <section className="prompt-policy" tabIndex={0} aria-label={`Text of ${policyName(example)}`}>
          <PolicyText example={example} />
        </section>
        {question}
      </section>
      <section className="prompt" data-tone="internalized" aria-label="Prompt without the policy">
        <h4 className="tone-internalized">Policy internalized</h4>
        {question}
      </section>
      <p className="faint prompts-note">
        The model reads the same sections in a few tokens each, which is what is counted.
      </p>
    </div>
  );
}
