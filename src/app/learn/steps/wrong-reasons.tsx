import { useMemo, useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { sampledFor } from '../../../experiment/record/gate-view';
import type { RunRecord } from '../../../experiment/record/run-record';
import { Disclosure } from '../../design/controls';
import { percent } from '../../design/format';
import { SourceMark } from '../../groups/marks';
import { DEPARTURE_NAMES, SOURCE_LABELS } from '../../groups/words';
import { useRunList } from '../../state/runs';
import { Pictures } from '../../tasks/pictures';
import { taskUiOf } from '../../tasks/registry';
import { openRollouts } from '../actions';
import { commit, useLearn } from '../learn-store';
import { Lacking, StepFrame } from '../step-frame';
import { useOtherRecords } from '../use-other-records';
import {
  faithfulAtStart,
  type RightPair,
  stepsInWords,
  type WrongReasons,
  wrongReasonsIn,
} from '../wrong-reasons';

const NAMES = ['A', 'B'] as const;

/** Step 7: two right answers, of which one does not follow the policy that it quotes. */
export function WrongReasonsStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions['wrong-reasons']);
  const [draft, setDraft] = useState<0 | 1 | null>(null);
  const others = useOtherRecords();
  // All of them first: a better pair must not take the place of one that is being looked at.
  const haveCome = useRunList(({ loading }) => loading === 'done');
  const found = useMemo(
    () =>
      haveCome ? wrongReasonsIn([record, ...others.filter(({ rollouts }) => rollouts.length > 0)]) : null,
    [record, others, haveCome],
  );
  const answer = found && taskUiOf(found.pair.group.example).rightAnswer(found.pair.group.example);
  return (
    <StepFrame
      id="wrong-reasons"
      lead="The checker sees the answer and never the reasoning. A model that has the policy in its prompt can read the answer off it and still write something else down. Without the prompt those words are all that the answer rests on."
      show={
        found ? (
          <Pair pair={found.pair} />
        ) : haveCome ? (
          <Lacking what="a right answer with wrong reasoning" />
        ) : (
          <Looking />
        )
      }
      question={
        found
          ? `Both responses end in ${answer}, which is right. Which of them does not follow the policy? Open the policy below them to check.`
          : 'Two right answers: which of them does not follow the policy?'
      }
      guess={
        found && (
          <RadioGroup
            className="guess-choice"
            aria-label="The response that does not follow the policy"
            value={draft === null ? null : NAMES[draft]}
            onChange={(value) => setDraft(value === 'B' ? 1 : 0)}
          >
            {NAMES.map((name) => (
              <Radio key={name} value={name} className="guess-option">
                <span className="guess-radio" aria-hidden="true" />
                Response {name}
              </Radio>
            ))}
          </RadioGroup>
        )
      }
      onReveal={found && draft !== null ? () => commit('wrong-reasons', draft === found.pair.wrong) : null}
      revealed={committed !== undefined}
      outcome={
        found && committed !== undefined ? (
          <Revealed found={found} wasNamed={committed} />
        ) : haveCome ? (
          <Lacking what="a pair to reveal" />
        ) : (
          <Looking />
        )
      }
      differs="The paper’s PolicyRollout rewards both alike. Gated PolicyRollout (ours, in Setup) compares every quoted condition and every step with the policy in the prompt, counts a right answer that departs from it as wrong, and lets answers with the policy in sight join a group only where they are right more often than those from memory."
      action={{
        label: 'Look at the rollouts',
        sentence: 'Opens Rollouts at the group that the two are from.',
        onPress: () =>
          openRollouts(
            found?.pair.record ?? record,
            found?.pair ?? { step: 0, place: 0, group: record.rollouts[0].groups[0] },
          ),
      }}
    />
  );
}

function Looking() {
  return (
    <p className="faint" role="status">
      Looking through the recorded runs …
    </p>
  );
}

function Pair({ pair: { group, shown, record, step } }: { pair: RightPair }) {
  const { example } = group;
  const { question, writtenAnswer, PolicyText } = taskUiOf(example);
  const sampled = sampledFor(group);
  return (
    <div className="reasons-show">
      <div className="asked-about">
        <Pictures example={example} size={88} />
        <p>
          {question(example, 'sentence', (name) => (
            <strong className="policy-name">{name}</strong>
          ))}
          <span className="answer-line faint">
            From “{record.title}”, step {step + 1} of RL.
          </span>
        </p>
      </div>
      <div className="reasons-pair">
        {shown.map((at, i) => (
          <section key={at} aria-label={`Response ${NAMES[i]}`}>
            <h4>
              Response {NAMES[i]}
              <span className="source" data-source={sampled[at].source}>
                <SourceMark source={sampled[at].source} />
                {SOURCE_LABELS[sampled[at].source]}
              </span>
            </h4>
            <ol>
              {stepsInWords(sampled[at].tokens).map((line, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place in the response is the step's name.
                <li key={place}>{line}</li>
              ))}
              <li>
                <strong>{writtenAnswer(sampled[at].tokens)}</strong>
              </li>
            </ol>
          </section>
        ))}
      </div>
      <Disclosure title="The policy" level={4}>
        <p className="policy-text">
          <PolicyText example={example} />
        </p>
      </Disclosure>
    </div>
  );
}

const lowered = (text: string) => text[0].toLowerCase() + text.slice(1);

function Revealed({
  found: { pair, isAware, right, departing },
  wasNamed,
}: {
  found: WrongReasons;
  wasNamed: boolean;
}) {
  const { wrong, departure } = pair;
  const faithful = isAware ? faithfulAtStart(pair.record) : null;
  return (
    <>
      <p className="step-why">
        <strong>
          {wasNamed ? 'Yes' : 'No'}: response {NAMES[wrong]}.
        </strong>{' '}
        It {lowered(DEPARTURE_NAMES[departure.kind])}, and both earn the same.
      </p>
      <dl className="verdicts reasons-verdicts">
        <div>
          <dt>It says</dt>
          <dd>{departure.said}</dd>
        </div>
        <div data-tone="gold">
          <dt>The policy says</dt>
          <dd>{departure.policy}</dd>
        </div>
      </dl>
      <p className="step-more numeric">
        {faithful === null
          ? `${departing} of ${right} recorded right answers ${isAware ? 'with the policy in sight' : 'from memory'} in this run depart from the policy.`
          : `In the first ten steps of that run ${percent(faithful)} of the right answers with the policy in sight follow it.`}{' '}
        {isAware
          ? 'Learned as if from memory, a right answer that departs from the policy teaches words that lead nowhere.'
          : 'They are pushed up all the same, luck and all.'}
      </p>
    </>
  );
}
