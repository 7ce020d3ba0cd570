import { useState } from 'react';
import { groupStatistics } from '../../../experiment/inspect/objective-terms';
import type { RunRecord } from '../../../experiment/record/run-record';
import { LineSample } from '../../charts/line-sample';
import { linesOf, SOURCES } from '../../charts/series';
import { percent } from '../../design/format';
import { AdvantageBar, SourceMark } from '../../groups/marks';
import { SOURCE_LABELS } from '../../groups/words';
import { useTablesOnRecord } from '../../state/on-record';
import { taskUiOf } from '../../tasks/registry';
import { PAPER } from '../../terms/paper-figures';
import { openRollouts } from '../actions';
import { DrawCurve } from '../draw-curve';
import {
  curveOf,
  drawingError,
  evaluationOf,
  liftedGroup,
  NO_POLICY,
  type PlacedGroup,
  siblingOf,
  sourceCourse,
} from '../facts';
import { commit, useLearn } from '../learn-store';
import { KNOTS, LESSON_TASK } from '../lesson';
import { Lacking, StepFrame } from '../step-frame';
import { useOtherRecords } from '../use-other-records';
import { comparison, whereUnread, withPolicyWhy } from '../why';
import { OverSeeds, useManySeeds } from './over-seeds';

const FLAT = KNOTS.map(() => 50);

/** Step 6: PolicyRollout. Accuracy by source over RL, and a group that had no signal without the policy-aware half. */
export function WithPolicyStep({ record }: { record: RunRecord }) {
  const committed = useLearn(({ progress }) => progress.predictions['with-policy']);
  const [draft, setDraft] = useState<readonly number[]>(FLAT);
  const curve = curveOf(record, 'rl');
  const lines = linesOf(curve, 'rewards/accuracy');
  const course = sourceCourse(record);
  const lifted = liftedGroup(record);
  const revealed = committed !== undefined;
  const { layers } = record.config.dataset;
  const paper = PAPER[LESSON_TASK].accuracy;
  const deep = whereUnread(useTablesOnRecord() ?? []);
  const error = committed ? drawingError(committed, curve, record.config.rl.steps) : null;
  return (
    <StepFrame
      id="with-policy"
      lead="If every answer from memory is wrong, there is nothing to make more likely. PolicyRollout helps out: half of each group is written with the policy in the prompt. All answers are compared in one group, and all are learned as if they had come from memory."
      show={
        course ? (
          <figure className="draw-figure">
            <figcaption>
              <span className="draw-title">Share of right answers over RL</span>
              <ul className="draw-key">
                <li>
                  <span className="draw-line" data-line="drawn" /> you
                </li>
                {SOURCES.filter(({ suffix }) => revealed || !suffix.endsWith('no_policy')).map(
                  ({ label, color, dash }) => (
                    <li key={label} style={{ color }}>
                      <LineSample color={color} dash={dash} /> {label}
                    </li>
                  ),
                )}
              </ul>
            </figcaption>
            <DrawCurve
              curve={curve}
              lines={revealed ? lines : lines.filter(({ key }) => key !== NO_POLICY)}
              steps={record.config.rl.steps}
              values={committed ?? draft}
              onChange={revealed ? null : setDraft}
              name="Right answers without the policy, percent"
            />
            <p className="draw-axis faint">RL step</p>
          </figure>
        ) : (
          <Lacking what="accuracy by source" />
        )
      }
      question="The line shows the answers written with the policy in sight. Draw the answers from memory: drag over the chart, or move the five points with the arrow keys."
      guess={null}
      onReveal={course ? () => commit('with-policy', [...draft]) : null}
      revealed={revealed}
      outcome={
        course ? (
          <>
            <p className="step-why">
              {error !== null && (
                <strong className="numeric">
                  Your line is off by {Math.round(error)} points on average.{' '}
                </strong>
              )}
              {withPolicyWhy(course)}
            </p>
            {lifted ? <Lifted placed={lifted} /> : <Lacking what="a group that needed the policy" />}
            <WithoutPolicyRollout record={record} />
          </>
        ) : (
          <Lacking what="accuracy by source" />
        )
      }
      differs={`The paper reports ${paper['trimpi-poro-grpo']?.percent}\u00a0% with PolicyRollout against ${paper['trimpi-grpo']?.percent}\u00a0% without (GRPO, 7B, six layers). Here policies have ${layers} layers. PolicyRollout can help a model that reads its policy better than it remembers it, as long as plain RL leaves something to gain.${deep ? ` ${deep}` : ''}`}
      action={{
        label: 'Look at the rollouts',
        sentence: lifted
          ? 'Opens Rollouts at the group above: what each half wrote, and what it weighed.'
          : 'Opens Rollouts: what each half of a group wrote.',
        onPress: () =>
          openRollouts(record, lifted ?? { step: 0, place: 0, group: record.rollouts[0].groups[0] }),
      }}
    />
  );
}

/** A group by source: alone, the no-policy half has no spread and so no advantage. */
function Lifted({ placed: { group, step } }: { placed: PlacedGroup }) {
  const { policyName, rightAnswer, writtenAnswer } = taskUiOf(group.example);
  const largest = Math.max(...group.responses.map(({ advantage }) => Math.abs(advantage)));
  const alone = groupStatistics(group.responses.filter(({ source }) => source === 'no-policy'));
  return (
    <div className="lifted">
      <p>
        A group of step {step + 1}, {policyName(group.example)}, right answer {rightAnswer(group.example)}:
      </p>
      <table className="numeric">
        <tbody>
          {(['no-policy', 'policy-aware'] as const).map((source) => {
            const own = group.responses.filter((response) => response.source === source);
            const mean = own.reduce((sum, { advantage }) => sum + advantage, 0) / own.length;
            return (
              <tr key={source}>
                <th scope="row">
                  <span className="source" data-source={source}>
                    <SourceMark source={source} />
                    {SOURCE_LABELS[source]}
                  </span>
                </th>
                <td>{[...new Set(own.map((response) => writtenAnswer(response.tokens)))].join(', ')}</td>
                <td>
                  <AdvantageBar value={mean} largest={largest} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>
        The {alone.size} answers from memory are all wrong: on their own each advantage would be 0 and the
        group would teach nothing.
      </p>
    </div>
  );
}

/** The same run without PolicyRollout, where it is recorded. */
function WithoutPolicyRollout({ record }: { record: RunRecord }) {
  const others = useOtherRecords();
  const method = record.config.method === 'trimpi-poro-grpo' ? 'trimpi-grpo' : 'trimpi-dapo';
  const seeds = useManySeeds(record, 'accuracy', method);
  const plain = siblingOf(record, others, method);
  const without = plain && evaluationOf(plain, 'rl')?.endTask;
  const withIt = evaluationOf(record, 'rl')?.endTask;
  if (seeds) return <OverSeeds record={record} measure="accuracy" against={method} />;
  if (!without || !withIt) return null;
  return (
    <p className="step-more numeric">
      In the end {percent(withIt.value)} on unseen pictures with PolicyRollout, {percent(without.value)}{' '}
      without it ({plain.title}): {comparison(withIt, without)}.
    </p>
  );
}
