import { useMemo, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import type { StageEvaluation } from '../../../experiment/record/run-record';
import { useTablesOnRecord } from '../../state/on-record';
import { useRunList } from '../../state/runs';
import { CallsMade, CallToMake, type RecordedCall, recordedCall } from '../../tasks/tool-lesson';
import { PAPER } from '../../terms/paper-figures';
import { STAGE_NAMES } from '../../terms/words';
import { openTry } from '../actions';
import { evaluationOf } from '../facts';
import { type GuessBar, GuessBars } from '../guess-bars';
import { commit, useLearn } from '../learn-store';
import { meanAfter } from '../seeds';
import { Lacking, StepFrame } from '../step-frame';
import { useOtherRecords } from '../use-other-records';
import { OverSeeds, seedsBar } from './over-seeds';

/** Step 11: the policy of an assistant that calls tools, of which each user gets another version. */
export function ToolsStep() {
  const committed = useLearn(({ progress }) => progress.predictions.tools);
  const [draft, setDraft] = useState<string | null>(null);
  const others = useOtherRecords();
  const haveCome = useRunList(({ loading }) => loading === 'done');
  const call = useMemo(
    () => (haveCome ? longestRun(others.flatMap((record) => recordedCall(record) ?? [])) : null),
    [others, haveCome],
  );
  return (
    <StepFrame
      id="tools"
      lead="A policy can be about more than pictures. An assistant calls tools, and rules say which version of a tool this user gets: by account, credits and age. The next call has to name that version and give the right arguments."
      show={
        call ? (
          <CallToMake call={call} revealed={committed !== undefined} />
        ) : haveCome ? (
          <Lacking what="a call that a rule decides" />
        ) : (
          <p className="faint" role="status">
            Looking through the recorded runs …
          </p>
        )
      }
      question={
        call
          ? `Follow the rule for this user. Which name must the next call have?`
          : 'Which version of the tool does this user get?'
      }
      guess={
        call && (
          <RadioGroup
            className="guess-choice guess-names"
            aria-label="Name of the next call"
            value={draft}
            onChange={setDraft}
          >
            {call.names.map((name) => (
              <Radio key={name} value={name} className="guess-option">
                <span className="guess-radio" aria-hidden="true" />
                {name}
              </Radio>
            ))}
          </RadioGroup>
        )
      }
      onReveal={call && draft ? () => commit('tools', { said: draft, right: call.right }) : null}
      revealed={committed !== undefined}
      outcome={
        call && committed ? (
          <Revealed call={call} said={committed.said} />
        ) : (
          <Lacking what="a call to reveal" />
        )
      }
      differs={`The rules, tools and arguments are the paper’s; pictures, users and conversations are ours, and so is how often each rule decides. The paper reports ${PAPER['gta-policy'].accuracy['in-context']?.percent}\u00a0% with the policy in the prompt and ${PAPER['gta-policy'].accuracy['trimpi-poro-grpo']?.percent}\u00a0% with TriMPI w/ PoRo-GRPO (7B).`}
      action={{
        label: 'Do it in Try it',
        sentence: 'Opens “Try it” with this call: change the user, and another version is right.',
        onPress: call && (() => void openTry(call.example, 'watch')),
      }}
    />
  );
}

/** Of several recordings the one that went through most stages. */
function longestRun(calls: readonly RecordedCall[]): RecordedCall | null {
  return calls.reduce<RecordedCall | null>(
    (best, one) => (best && best.record.stages.length >= one.record.stages.length ? best : one),
    null,
  );
}

function Revealed({ call, said }: { call: RecordedCall; said: string }) {
  const { record, right } = call;
  return (
    <>
      <dl className="verdicts">
        <div>
          <dt>You</dt>
          <dd>{said}</dd>
        </div>
        <div data-tone="gold">
          <dt>The policy says</dt>
          <dd>{right}</dd>
        </div>
      </dl>
      <CallsMade call={call} />
      <p className="step-why">
        The name counts half, and only the exact version earns it. The arguments are the other half, each
        scored on its own. So a call can be right in part, and reinforcement learning has something to climb
        on.
      </p>
      <Accuracies call={call} />
      <OverSeeds record={record} measure="accuracy" against="in-context" />
    </>
  );
}

/** How good the calls of the run are, over seeds where there are several, beside those of whoever knows the tool and guesses the version. */
function Accuracies({ call: { record } }: { call: RecordedCall }) {
  const tables = useTablesOnRecord() ?? [];
  const last = record.stages.findLast(({ evaluation }) => evaluation?.endTask);
  const base = evaluationOf(record, 'base');
  if (!last?.evaluation?.endTask) return <Lacking what="the accuracy of its calls" />;
  const [read, learned] = [
    meanAfter(tables, record, 'base', 'accuracy'),
    meanAfter(tables, record, last.stage, 'accuracy'),
  ];
  const inPrompt: GuessBar[] = read
    ? [seedsBar('Policy in the prompt', read, { tone: 'in-prompt' })]
    : barOf('Policy in the prompt', base?.inContext, 'in-prompt');
  const guessed = meanAfter(tables, record, last.stage, 'randomVersion');
  const random = 'Right tool, random version';
  const fromMemory: GuessBar[] = learned
    ? [seedsBar('From memory', learned, { tone: 'internalized', asked: true })]
    : barOf(`From memory, after ${STAGE_NAMES[last.stage]}`, last.evaluation.endTask, 'internalized', true);
  return (
    <>
      <GuessBars
        caption="Accuracy of the calls"
        rows={[
          ...inPrompt,
          ...fromMemory,
          ...(guessed
            ? [seedsBar(random, guessed, { tone: 'internalized' })]
            : barOf(random, last.evaluation.baselines?.randomVersion, 'internalized')),
        ]}
      />
      <p className="step-more">
        {last.evaluation.endTask.n} calls that no training has seen; the recording is “{record.title}”.
      </p>
    </>
  );
}

function barOf(
  label: string,
  result: StageEvaluation['endTask'] | undefined,
  tone: GuessBar['tone'],
  asked = false,
): GuessBar[] {
  return result ? [{ label, result, tone, asked }] : [];
}
