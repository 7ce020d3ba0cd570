import { useMemo } from 'react';
import { updateOf } from '../../experiment/inspect/objective-terms';
import { aggregationOf } from '../../experiment/plan/config-schema';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { rlOptions } from '../../experiment/plan/rl-options';
import type { RolloutStepRecord } from '../../experiment/record/run-record';
import type { RlPhase } from '../../worker/protocol';
import { Checkbox } from '../design/checkbox';
import '../inspector/inspector.css';
import { Disclosure } from '../design/controls';
import { useNarrow } from '../design/use-narrow';
import { Notices } from '../running/notices';
import { RunBar } from '../running/run-bar';
import { isActive, type RunView } from '../state/run-view';
import { stageRecord } from '../state/stage-state';
import { runStore, useRun, useShownRun } from '../state/stores';
import { EmptyRollouts } from './empty-rollouts';
import { Formulas } from './formulas';
import { GroupList } from './group-list';
import { GroupPanel } from './group-panel';
import './rollouts.css';
import { chooseGroup, resolve, type Selection, type Shown, useSelection } from '../groups/selection';
import { fateOf } from '../groups/words';
import { StepPanel } from './step-panel';
import { useWhatIf } from './what-if/use-what-if';
import { editedFate } from './what-if/words';

/** What reinforcement learning saw: the responses of each step, their rewards and what each token weighed. */
export function RolloutsScreen() {
  const run = useShownRun();
  const selection = useSelection();
  const steps = run?.record.rollouts;
  // A live run changes several times a second, its rollouts only with each phase.
  const unjudged = run ? unjudgedStep(run) : null;
  const shown = useMemo(() => steps && resolve(steps, selection, unjudged), [steps, selection, unjudged]);
  return (
    <>
      <RunBar />
      <Notices />
      {run && shown ? <Rollouts run={run} shown={shown} selection={selection} /> : <EmptyRollouts />}
    </>
  );
}

function Rollouts({ run, shown: recorded, selection }: { run: RunView; shown: Shown; selection: Selection }) {
  const { config } = run.record;
  const { step, groups } = recorded.record;
  const variant = METHOD_PLANS[config.method].rl;
  const isNarrow = useNarrow();
  const options = useMemo(
    () => (variant ? rlOptions(config) : { ...config.rl, algorithm: 'grpo' as const, policyRollout: false }),
    [config, variant],
  );
  const whatIf = useWhatIf(run, recorded, selection, options);
  const { shown, isEdited } = whatIf;
  const isReady = useRun(({ trainer }) => trainer.backend !== null);
  const reached = phaseReached(run, step);
  const { updates, fates } = useMemo(() => {
    const updates = groups.map((group) => updateOf(recorded.record, group, options));
    const fates = groups.map((group, i) => fateOf(group, updates[i], options.updatesPerStep, reached));
    return { updates, fates };
  }, [recorded.record, groups, options, reached]);
  const fate = useMemo(
    () => (isEdited ? editedFate(recorded.group, shown.group) : fates[recorded.groupAt]),
    [isEdited, recorded, shown, fates],
  );
  const listed = isEdited ? fates.with(recorded.groupAt, fate) : fates;
  const formulas = (
    <Formulas
      variant={variant}
      kl={stageRecord(run, 'rl')?.curve.find((point) => point.step === step)?.kl ?? null}
      shown={shown}
      update={isEdited ? whatIf.update : updates[recorded.groupAt]}
      options={options}
      config={config}
      aggregation={aggregationOf(config.rl)}
      reached={reached}
      isEdited={isEdited}
    />
  );
  return (
    <div className="rollouts">
      <StepPanel run={run} shown={recorded} following={selection.step === null} />
      <section className="panel groups-panel" aria-labelledby="groups-title">
        <h3 id="groups-title">
          Groups <span className="faint">of step {step + 1}</span>
        </h3>
        <GroupList
          groups={groups}
          fates={listed}
          rewarded={reached !== 'rollout'}
          chosen={shown.groupAt}
          onChoose={chooseGroup}
        />
        <p className="groups-note numeric">
          {reached !== 'rollout' && `${howMany(shown.record)} `}The step trains on{' '}
          {variant?.algorithm === 'dapo' && 'up to '}
          {options.prompts} groups. Faded marks: wrong answers.
        </p>
        {isActive(run) ? (
          <Checkbox isSelected={run.keepsAllGroups} onChange={runStore.getState().keepGroups}>
            Keep all groups of the coming steps
          </Checkbox>
        ) : (
          isPart(shown.record) && (
            <p className="faint groups-note">
              This run kept no more of them. While a run trains, a switch here has it keep all.
            </p>
          )
        )}
      </section>
      <GroupPanel shown={shown} fate={fate} reached={reached} whatIf={whatIf} isReady={isReady} />
      {isNarrow ? <Disclosure title="The objective, term by term">{formulas}</Disclosure> : formulas}
    </div>
  );
}

/** Whether more groups were sampled than were kept. */
function isPart({ groups, sampled }: RolloutStepRecord): boolean {
  return groups.length !== sampled;
}

/** "4 of the 16 groups that were sampled." */
function howMany(step: RolloutStepRecord): string {
  const { groups, sampled } = step;
  if (sampled === undefined) return `${groups.length} of the groups of the step.`;
  return isPart(step)
    ? `${groups.length} of the ${sampled} groups that were sampled.`
    : `All ${sampled} groups that were sampled.`;
}

/** The step that the trainer is at, while its advantages are still to come. */
function unjudgedStep(run: RunView): number | null {
  const step = run.rlPhase?.step ?? null;
  return step !== null && ['rollout', 'reward'].includes(phaseReached(run, step)) ? step : null;
}

/** What the trainer has done in a step: all of it, except in the one it is at. */
function phaseReached(run: RunView, step: number): RlPhase {
  return run.rlPhase?.step === step && isActive(run) ? run.rlPhase.phase : 'update';
}
