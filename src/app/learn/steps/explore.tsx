import { useState } from 'react';
import { groupStatistics } from '../../../experiment/inspect/objective-terms';
import { METHOD_PLANS } from '../../../experiment/plan/methods';
import type { RolloutGroup, RunRecord } from '../../../experiment/record/run-record';
import { Checkbox } from '../../design/checkbox';
import { Icon } from '../../design/icon';
import { AdvantageBar } from '../../groups/marks';
import { fixed } from '../../groups/numbers';
import { Pictures } from '../../tasks/pictures';
import { taskUiOf } from '../../tasks/registry';
import { openRollouts } from '../actions';
import { luckyPlaces, mixedGroup } from '../facts';
import { commit, useLearn } from '../learn-store';
import { Lacking, StepFrame } from '../step-frame';
import { exploreWhy } from '../why';

/** Step 5: a recorded group of GRPO's kind; which of its responses are pushed up? */
export function ExploreStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions.explore);
  const [draft, setDraft] = useState<readonly number[]>([]);
  const placed = mixedGroup(record);
  const revealed = committed !== undefined;
  const algorithm = METHOD_PLANS[record.config.method].rl?.algorithm;
  return (
    <StepFrame
      id="explore"
      lead="Examples with reasoning are few. Reinforcement learning needs none: the model answers one question several times, a rule checks each answer, and what did better than its group is made more likely, the rest less (GRPO)."
      show={
        placed ? (
          <Responses group={placed.group} said={committed ?? draft} revealed={revealed} onChange={setDraft} />
        ) : (
          <Lacking what="a group with right and wrong answers" />
        )
      }
      question={`Tick the answers that you think are pushed up.${placed ? ` The right answer is ${taskUiOf(placed.group.example).rightAnswer(placed.group.example)}.` : ''}`}
      guess={null}
      onReveal={placed && draft.length > 0 ? () => commit('explore', [...draft]) : null}
      revealed={revealed}
      outcome={
        placed && committed ? (
          <>
            <Hits group={placed.group} said={committed} />
            <p className="step-why">
              {exploreWhy(groupStatistics(placed.group.responses), luckyPlaces(placed.group).length)}
            </p>
            <p className="step-more numeric">
              Reward = 0.9 × accuracy + 0.1 × form, and with DAPO less what an overlong response costs. If all
              rewards were the same, every advantage would be 0 and the group would teach nothing.
            </p>
          </>
        ) : (
          <Lacking what="a group to reveal" />
        )
      }
      differs={`The paper draws groups for hundreds of questions at once on a 7-billion-parameter model. ${algorithm === 'dapo' ? 'This run uses DAPO: GRPO without the pull back to the start and without groups that are all right or all wrong.' : 'This run uses GRPO, which keeps groups that are all right or all wrong; DAPO draws others instead.'} Some of this group was written with the policy in sight, which is the next step.`}
      action={{
        label: 'Look at the rollouts',
        sentence: 'Opens Rollouts at this very group: every token, its probability and its push.',
        onPress: placed ? () => openRollouts(record, placed) : null,
      }}
    />
  );
}

function Responses({
  group,
  said,
  revealed,
  onChange,
}: {
  group: RolloutGroup;
  said: readonly number[];
  revealed: boolean;
  onChange: (said: readonly number[]) => void;
}) {
  const { example } = group;
  const { question, rightAnswer, writtenAnswer } = taskUiOf(example);
  const largest = Math.max(...group.responses.map(({ advantage }) => Math.abs(advantage)));
  return (
    <div className="responses-show">
      <div className="asked-about">
        <Pictures example={example} size={88} />
        <p>
          {question(example, 'sentence', (name) => (
            <strong className="policy-name">{name}</strong>
          ))}
          <span className="answer-line">
            The right answer is <strong>{rightAnswer(example)}</strong>.
          </span>
        </p>
      </div>
      <table className="responses" data-revealed={revealed || undefined}>
        <thead>
          <tr>
            <th scope="col">Up?</th>
            <th scope="col">Response</th>
            <th scope="col">Answer</th>
            {revealed && <th scope="col">Reward</th>}
            {revealed && <th scope="col">Advantage</th>}
          </tr>
        </thead>
        <tbody className="numeric">
          {group.responses.map((response, i) => {
            const right = response.accuracy === 1;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place in the group is the response's name.
              <tr key={i}>
                <td>
                  <Checkbox
                    aria-label={`Response ${i + 1} is pushed up`}
                    isSelected={said.includes(i)}
                    isReadOnly={revealed}
                    onChange={(up) =>
                      onChange(up ? [...said, i].sort((a, b) => a - b) : said.filter((one) => one !== i))
                    }
                  />
                </td>
                <th scope="row">{pathOf(response)}</th>
                <td>
                  <span className="group-answer" data-right={revealed ? right : undefined}>
                    {writtenAnswer(response.tokens)}
                    {revealed && <Icon name={right ? 'check' : 'cross'} />}
                  </span>
                </td>
                {revealed && <td>{fixed(response.reward)}</td>}
                {revealed && (
                  <td>
                    <AdvantageBar value={response.advantage} largest={largest} />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The questions and verdicts of the reasoning: "sphere? no · rubber? yes". */
function pathOf({ tokens }: RolloutGroup['responses'][number]): string {
  return tokens
    .map(({ text }) => text)
    .filter((text) => !/^<|^\\boxed/.test(text))
    .map((text) => (text.startsWith('Condition ') ? '·' : text))
    .join(' ')
    .replace(/^· /, '')
    .replaceAll(' ?', '?');
}

function Hits({ group, said }: { group: RolloutGroup; said: readonly number[] }) {
  const up = group.responses.map(({ advantage }) => advantage > 0);
  const hits = up.filter((is, i) => is === said.includes(i)).length;
  return (
    <dl className="verdicts">
      <div>
        <dt>You</dt>
        <dd className="numeric">{said.length} pushed up</dd>
      </div>
      <div data-tone="gold">
        <dt>Recorded</dt>
        <dd className="numeric">{up.filter(Boolean).length} pushed up</dd>
      </div>
      <div>
        <dt>Right</dt>
        <dd className="numeric">
          {hits} of {up.length} responses
        </dd>
      </div>
    </dl>
  );
}
