import type { RolloutResponse } from '../../experiment/record/run-record';
import type { RlPhase } from '../../worker/protocol';
import { Button } from '../design/controls';
import { shortNumber } from '../design/format';
import { AdvantageBar, SourceMark } from '../groups/marks';
import { fixed } from '../groups/numbers';
import { SOURCE_LABELS } from '../groups/words';
import { isActive, type RunView } from '../state/run-view';
import { goToScreen } from '../state/screen';
import { stageRecord } from '../state/stage-state';
import { Pictures } from '../tasks/pictures';
import { taskUiOf } from '../tasks/registry';
import { PHASES_DONE } from '../terms/words';
import './phase-card.css';

const NEXT: { readonly [P in RlPhase]: string } = {
  rollout: 'Next: each response is given a reward.',
  reward: 'Next: each reward is compared with those of its group.',
  advantage: 'Next: the model is updated, towards responses above their group and away from those below.',
  update: 'Next: responses of the following step.',
};

/** What the phases of an RL step have done to one of its groups, as far as they have come; while the run rests. */
export function PhaseCard({ run }: { run: RunView }) {
  const { rlPhase } = run;
  if (!rlPhase || !isActive(run) || run.status !== 'paused') return null;
  const { step, phase } = rlPhase;
  const group = run.record.rollouts.find((one) => one.step === step)?.groups[0];
  if (!group) return null;
  const { example, responses } = group;
  const ui = taskUiOf(example);
  const isRewarded = phase !== 'rollout';
  const isCompared = isRewarded && phase !== 'reward';
  const largest = Math.max(...responses.map(({ advantage }) => Math.abs(advantage)));
  return (
    <section className="phase-card" aria-label="The RL step, phase by phase" data-testid="phase-card">
      <p className="phase-head">
        <strong>
          Step {step + 1}, {PHASES_DONE[phase]}.
        </strong>{' '}
        {NEXT[phase]}
      </p>
      <div className="phase-group">
        <Pictures example={example} size={72} />
        <div className="phase-scroll">
          <table className="numeric">
            <caption>
              One of its groups: {ui.question(example, 'clause')} Right: {ui.rightAnswer(example)}
            </caption>
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">Answer</th>
                {isRewarded && <th scope="col">Reward</th>}
                {isCompared && <th scope="col">Advantage</th>}
              </tr>
            </thead>
            <tbody>
              {responses.map((response, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place in the group is the response's name.
                <tr key={i}>
                  <td>
                    <Source response={response} />
                  </td>
                  <td>{ui.writtenAnswer(response.tokens)}</td>
                  {isRewarded && <td>{fixed(response.reward)}</td>}
                  {isCompared && (
                    <td>
                      <AdvantageBar value={response.advantage} largest={largest} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      {phase === 'update' && <Update run={run} step={step} />}
      <Button kind="quiet" onPress={() => goToScreen('rollouts')}>
        See all of it on Rollouts
      </Button>
    </section>
  );
}

function Source({ response: { source } }: { response: RolloutResponse }) {
  return (
    <span className="source" data-source={source}>
      <SourceMark source={source} /> {SOURCE_LABELS[source]}
    </span>
  );
}

/** What the update itself says. */
function Update({ run, step }: { run: RunView; step: number }) {
  const point = stageRecord(run, 'rl')?.curve.find((one) => one.step === step);
  if (!point) return null;
  const said = [
    ['loss', 'loss'],
    ['grad_norm', 'gradient norm'],
    ['entropy', 'entropy'],
    ['kl', 'KL'],
  ].flatMap(([metric, name]) => (point[metric] === undefined ? [] : `${name} ${shortNumber(point[metric])}`));
  return <p className="numeric">The update: {said.join(', ')}.</p>;
}
