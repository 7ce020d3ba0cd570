import { METHOD_PLANS } from '../../experiment/methods';
import { updateOf } from '../../experiment/objective-terms';
import type { RlPhase } from '../../worker/protocol';
import '../inspector/inspector.css';
import { Notices } from '../lab/notices';
import { RunBar } from '../lab/run-bar';
import { isActive, type RunView } from '../state/run-view';
import { useShownRun } from '../state/stores';
import { EmptyRollouts } from './empty-rollouts';
import { Formulas } from './formulas';
import { GroupList } from './group-list';
import { GroupPanel } from './group-panel';
import './rollouts.css';
import { chooseGroup, resolve, type Shown, useSelection } from './selection';
import { StepPanel } from './step-panel';
import { fateOf } from './words';

/** What reinforcement learning saw: the responses of each step, their rewards and what each token weighed. */
export function RolloutsScreen() {
  const run = useShownRun();
  const selection = useSelection();
  const shown = run && resolve(run.record.rollouts, selection);
  return (
    <>
      <RunBar />
      <Notices />
      {run && shown ? (
        <Rollouts run={run} shown={shown} following={selection.step === null} />
      ) : (
        <EmptyRollouts />
      )}
    </>
  );
}

function Rollouts({ run, shown, following }: { run: RunView; shown: Shown; following: boolean }) {
  const { config } = run.record;
  const { groups, step } = shown.record;
  const reached = phaseReached(run, step);
  const updates = groups.map((group) => updateOf(groups, group, config.rl));
  const fates = groups.map((group, i) => fateOf(group, updates[i], config.rl.updatesPerStep, reached));
  const dapo = METHOD_PLANS[config.method].rl?.algorithm === 'dapo';
  return (
    <div className="rollouts">
      <StepPanel run={run} shown={shown} following={following} />
      <section className="panel groups-panel" aria-labelledby="groups-title">
        <h3 id="groups-title">
          Groups <span className="faint">of step {step + 1}</span>
        </h3>
        <GroupList groups={groups} fates={fates} chosen={shown.groupAt} onChoose={chooseGroup} />
        <p className="groups-note">
          {groups.length} of {dapo ? `at least ${config.rl.prompts}` : config.rl.prompts} groups are kept to
          look at.
        </p>
      </section>
      <GroupPanel shown={shown} fate={fates[shown.groupAt]} reached={reached} />
      <Formulas run={run} shown={shown} update={updates[shown.groupAt]} reached={reached} />
    </div>
  );
}

/** What the trainer has done in a step: all of it, except in the one it is at. */
function phaseReached(run: RunView, step: number): RlPhase {
  return run.rlPhase?.step === step && isActive(run) ? run.rlPhase.phase : 'update';
}
