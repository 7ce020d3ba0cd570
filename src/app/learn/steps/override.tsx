import { useMemo, useState } from 'react';
import { METHOD_PLANS } from '../../../experiment/plan/methods';
import type { RunRecord } from '../../../experiment/record/run-record';
import { percent } from '../../design/format';
import { useTablesOnRecord } from '../../state/on-record';
import { Pictures } from '../../tasks/pictures';
import { taskUiOf } from '../../tasks/registry';
import { PAPER } from '../../terms/paper-figures';
import { STAGE_NAMES } from '../../terms/words';
import { openTry } from '../actions';
import { evaluationOf, type OverriddenExample, overriddenExample, overrideByStage } from '../facts';
import { GuessBars } from '../guess-bars';
import { commit, useLearn } from '../learn-store';
import { LESSON_TASK } from '../lesson';
import { PercentGuess } from '../percent-guess';
import { meanAfter } from '../seeds';
import { Lacking, StepFrame } from '../step-frame';
import { gapInWords, overrideWhy } from '../why';
import { OverSeeds, seedsBar, useManySeeds } from './over-seeds';

/** Step 8: the prompt holds new content under a name that was internalized with other content. */
export function OverrideStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.override);
  const [draft, setDraft] = useState(50);
  const shown = useMemo(() => overriddenExample(record), [record]);
  const stages = overrideByStage(record);
  const seeds = useManySeeds(record, 'override', 'in-context');
  const paper = PAPER[LESSON_TASK].override;
  const [base, last] = [stages[0], stages[stages.length - 1]];
  const measured = evaluationOf(record, 'rl')?.override ?? null;
  const tables = useTablesOnRecord() ?? [];
  const before = meanAfter(tables, record, 'base', 'override');
  const after = meanAfter(tables, record, 'rl', 'override');
  return (
    <StepFrame
      id="override"
      lead="Rules change. Suppose the model knows the old policy by heart, and the prompt now brings new content under the same name. The right answer follows the prompt."
      show={shown ? <Versions {...shown} /> : <Lacking what="an example to replace the policy of" />}
      question={
        base && measured
          ? `The base model, which knows neither, follows the new content on ${before ? `${percent(before.mean)} of the pictures` : `${percent(base.value.value)} of ${base.value.n} pictures`}. How many percent after all three stages${after ? `, on average over ${after.n} seeds` : ''}?`
          : 'How many percent of the pictures are answered by the new content after all three stages?'
      }
      guess={<PercentGuess label="Answers by the new content, percent" value={draft} onChange={setDraft} />}
      onReveal={() => commit('override', draft)}
      revealed={committed !== undefined}
      outcome={
        measured && base && committed !== undefined ? (
          <>
            <GuessBars
              caption="Answers that follow the new content, by stage"
              guess={committed}
              rows={[
                ...(after ? [seedsBar('All stages', after, { tone: 'in-prompt', asked: true })] : []),
                ...stages.map(({ stage, value }) => ({
                  label: after ? `${STAGE_NAMES[stage]}, this run` : STAGE_NAMES[stage],
                  result: value,
                  tone: 'in-prompt' as const,
                  asked: !after && stage === last.stage,
                })),
              ]}
            />
            <p className="step-why">
              <strong>{gapInWords(committed, 100 * (after?.mean ?? measured.value))}</strong>{' '}
              {overrideWhy(base.value, last.value, seeds)}
            </p>
            <OverSeeds
              record={record}
              measure="override"
              against="in-context"
              names={['after all stages', 'in the base']}
            />
          </>
        ) : (
          <Lacking what="override accuracy after RL" />
        )
      }
      differs={`In the paper override rises with training, from ${paper['in-context']}\u00a0% in the base over ${paper['cot-sft']}\u00a0% after CoT SFT to ${paper['trimpi-poro-dapo']}\u00a0% with ${METHOD_PLANS['trimpi-poro-dapo'].label} (7B, six layers): its base can hardly follow such policies.${base && (before?.mean ?? base.value.value) > 0.5 ? ' Ours can, so it has something to lose.' : ''}`}
      action={{
        label: 'Do it in Try it',
        sentence: 'Opens “Try it” with this picture and the new content under the old name.',
        onPress: shown ? () => void openTry(shown.replaced, 'watch') : null,
      }}
    />
  );
}

function Versions({ known, replaced }: OverriddenExample) {
  const { Path, policyName, rightAnswer } = taskUiOf(known);
  return (
    <div className="versions">
      <Pictures example={known} size={128} />
      {[
        { title: 'In memory', example: known, tone: 'internalized' },
        { title: 'In the prompt now', example: replaced, tone: 'in-prompt' },
      ].map(({ title, example, tone }) => (
        <section key={title} aria-label={title}>
          <h4 className={`tone-${tone}`}>
            {title}: {policyName(example)}, {rightAnswer(example)}
          </h4>
          <Path example={example} reading={null} />
        </section>
      ))}
    </div>
  );
}
