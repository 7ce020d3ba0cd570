import { useMemo, useState } from 'react';
import { exampleTokens } from '../../../experiment/inspect/training-tokens';
import type { ExampleOutcome, Proportion, RunRecord } from '../../../experiment/record/run-record';
import { percent } from '../../design/format';
import { Icon } from '../../design/icon';
import { useTablesOnRecord } from '../../state/on-record';
import { Pictures } from '../../tasks/pictures';
import { taskUiOf } from '../../tasks/registry';
import { openLab } from '../actions';
import { evaluationOf, siblingOf, trainedPartOf } from '../facts';
import { type GuessBar, GuessBars } from '../guess-bars';
import { commit, useLearn } from '../learn-store';
import { PercentGuess } from '../percent-guess';
import { meanAfter, methodEndingAt } from '../seeds';
import { Lacking, StepFrame } from '../step-frame';
import { useOtherRecords } from '../use-other-records';
import { commonestError, comparison, gapInWords, reasonWhy, TUNED } from '../why';
import { OverSeeds, seedsBar } from './over-seeds';

/** Step 4: accuracy without the policy after CoT SFT. */
export function ReasonStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.reason);
  const [draft, setDraft] = useState(50);
  const revealed = committed !== undefined;
  const evaluation = evaluationOf(record, 'cot-sft');
  const reasoned = evaluation?.endTask ?? null;
  const injected = evaluationOf(record, 'vm-cpt')?.endTask ?? null;
  const outcomes = (evaluation?.examples ?? []).filter(({ policyInPrompt }) => !policyInPrompt);
  const shown = outcomes.find(({ response }) => !response.correct) ?? outcomes[0] ?? null;
  const { cotPerPolicy } = record.config.dataset;
  const tables = useTablesOnRecord() ?? [];
  const seeds = meanAfter(tables, record, 'cot-sft', 'accuracy');
  const asked = seeds?.mean ?? reasoned?.value;
  return (
    <StepFrame
      id="reason"
      lead="Now the policy is gone from the prompt. Supervised fine-tuning with chain of thought (CoT SFT) shows picture and question, and trains the model to write the reasoning and the case: the rules have to come from memory."
      show={
        shown ? <Answer outcome={shown} revealed={revealed} /> : <Lacking what="any answer of this stage" />
      }
      question={`After that, on ${reasoned ? `${reasoned.n} unseen pictures` : 'unseen pictures'} and without the policy in the prompt: how many percent does the model get right${seeds ? `, on average over ${seeds.n} seeds` : ''}?`}
      guess={<PercentGuess label="Right answers, percent" value={draft} onChange={setDraft} />}
      onReveal={() => commit('reason', draft)}
      revealed={revealed}
      outcome={
        reasoned && asked !== undefined && committed !== undefined ? (
          <>
            <GuessBars
              caption="Accuracy on unseen pictures"
              guess={committed}
              rows={[
                ...(seeds ? [seedsBar('No policy', seeds, { tone: 'internalized', asked: true })] : []),
                ...ofThisRun(record, seeds === null),
              ]}
            />
            <p className="step-why">
              <strong>{gapInWords(committed, 100 * asked)}</strong>{' '}
              {reasonWhy(injected, reasoned, cotPerPolicy)}{' '}
              {evaluation?.referral && commonestError(evaluation.referral)}
            </p>
            <WithoutInjection record={record} />
          </>
        ) : (
          <Lacking what="the accuracy after CoT SFT" />
        )
      }
      differs={`The paper uses about 2,500 examples with reasoning, here there are ${cotPerPolicy * record.config.dataset.policies}. The paper fine-tunes by LoRA of rank 8, ${TUNED[trainedPartOf(record, 'cotSft')]}.`}
      action={{
        label: 'See it in the Lab',
        sentence: 'Opens the Lab after CoT SFT: the inspector shows single answers, step by step.',
        onPress: () => openLab(record, 'cot-sft'),
      }}
    />
  );
}

/** The stages of the recording up to this one. */
function ofThisRun(record: RunRecord, isAsked: boolean): GuessBar[] {
  const [base, injected, reasoned] = (['base', 'vm-cpt', 'cot-sft'] as const).map((stage) =>
    evaluationOf(record, stage),
  );
  const bar = (
    label: string,
    result: Proportion | null | undefined,
    rest: Omit<GuessBar, 'label' | 'result'>,
  ) => (result ? [{ label: isAsked ? label : `${label}, this run`, result, ...rest }] : []);
  return [
    ...bar('Base, policy in the prompt', base?.inContext, { tone: 'in-prompt' }),
    ...bar('VM-CPT, no policy', injected?.endTask, { tone: 'internalized' }),
    ...bar('+ CoT SFT, no policy', reasoned?.endTask, { tone: 'internalized', asked: isAsked }),
  ];
}

/** What CoT SFT comes to without VM-CPT before it: over seeds where they are on record, else in one recorded run. */
function WithoutInjection({ record }: { record: RunRecord }) {
  const others = useOtherRecords();
  const tables = useTablesOnRecord() ?? [];
  const both = methodEndingAt(record.config.method, 'cot-sft');
  if (both && meanAfter(tables, record, 'cot-sft', 'accuracy')) {
    return <OverSeeds record={record} measure="accuracy" method={both} against="cot-sft" />;
  }
  return <WithoutInjectionOnce record={record} others={others} />;
}

function WithoutInjectionOnce({ record, others }: { record: RunRecord; others: readonly RunRecord[] }) {
  const alone = siblingOf(record, others, 'cot-sft');
  const plain = alone && evaluationOf(alone, 'cot-sft')?.endTask;
  const both = evaluationOf(record, 'cot-sft')?.endTask;
  if (!plain || !both) return null;
  return (
    <p className="step-more">
      Without VM-CPT before it, CoT SFT alone comes to {percent(plain.value)} ({alone.title}):{' '}
      {comparison(plain, both)}. VM-CPT also costs more updates.
    </p>
  );
}

/** A recorded answer from memory; before the reveal, what the model is trained on instead. */
function Answer({ outcome, revealed }: { outcome: ExampleOutcome; revealed: boolean }) {
  const { example, response } = outcome;
  const { Path, question, errorMeaning } = taskUiOf(example);
  const gone = useMemo(
    () =>
      exampleTokens('cot-sft', example).filter(
        ({ section }) => section === 'reasoning' || section === 'answer',
      ),
    [example],
  );
  const tokens = revealed ? response.tokens : gone;
  return (
    <div className="answer-show">
      <div className="asked-about">
        <Pictures example={example} size={128} />
        <p>
          {question(example, 'sentence', (name) => (
            <strong className="policy-name">{name}</strong>
          ))}
          <span className="answer-line faint">No policy in the prompt.</span>
        </p>
      </div>
      <div>
        <h4 className="answer-title">
          {revealed ? (
            <>
              What the model wrote{' '}
              <span className="verdict" data-correct={response.correct}>
                <Icon name={response.correct ? 'check' : 'cross'} />
                {response.correct ? 'right' : 'wrong'}
              </span>
            </>
          ) : (
            'What it is trained to write'
          )}
        </h4>
        <p className="sequence-tokens">
          {tokens.map(({ text }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
            <span key={i} data-counts={!revealed || undefined}>
              {text}
            </span>
          ))}
        </p>
        {revealed && response.firstError && (
          <p className="recorded-error">{errorMeaning(response.firstError)}</p>
        )}
      </div>
      <Path example={example} reading={revealed ? response.reasoning : null} />
      <p className="faint path-key">
        <span>
          <span className="key-gold" /> right way
        </span>
        {revealed && (
          <span>
            <span className="key-model" /> the model’s
          </span>
        )}
      </p>
    </div>
  );
}
