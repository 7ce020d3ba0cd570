import { useMemo } from 'react';
import { METHOD_PLANS, type Method, type StageName, stagesOf } from '../../experiment/plan/methods';
import type { MetricPoint } from '../../experiment/record/run-record';
import type { OwnRun } from '../../worker/protocol';
import { MetricChart } from '../charts/metric-chart';
import { type ChartSpec, chartsOf, curveOfMethod, linesOf, otherCharts } from '../charts/series';
import { Button, Disclosure } from '../design/controls';
import { Icon } from '../design/icon';
import { keptStages } from '../state/models';
import { isActive, type RunView } from '../state/run-view';
import { ACCURACY, chanceOf, currentStage, plannedSteps, stageRecord } from '../state/stage-state';
import { runStore, setUpAs, uiStore, useRun, useSetup, useShownRun, useUi } from '../state/stores';
import { STAGE_NAMES, stageMeaning } from '../terms/words';
import { LiveSample } from './live-sample';
import { Measures } from './measures';
import { PhaseCard } from './phase-card';

const NONE: readonly MetricPoint[] = [];

/** What the chosen stage does, and its curves. */
export function StagePanel() {
  const shown = useShownRun();
  const live = useRun((state) => state.live);
  const setup = useSetup((state) => state.config);
  const chosen = useUi((state) => state.stage);
  const stage = chosen ?? currentStage(shown);
  const config = shown?.record.config ?? setup;
  const recorded = stageRecord(shown, stage)?.curve ?? NONE;
  // The same object while nothing comes in: its charts are drawn only then.
  const curve = useMemo(() => curveOfMethod(recorded, config.method), [recorded, config.method]);
  const steps = plannedSteps(config, stage);
  const main = chartsOf(stage);
  const others = otherCharts(curve, main);
  const draw = (spec: ChartSpec) => (
    <MetricChart
      key={`${stage}/${spec.metric}`}
      spec={spec}
      curve={curve}
      steps={steps}
      chance={spec.metric === ACCURACY ? chanceOf(shown) : null}
    />
  );
  const evaluation = stageRecord(shown, stage)?.evaluation;
  const rl = METHOD_PLANS[config.method].rl;
  return (
    <section className="panel stage-panel" aria-labelledby="stage-title">
      <div className="stage-head">
        <h2 id="stage-title">
          {STAGE_NAMES[stage]}
          {stage === 'rl' && rl && (
            <span className="stage-variant">
              {' '}
              {rl.algorithm.toUpperCase()}
              {rl.policyRollout && (rl.gate ? ' with gated PolicyRollout' : ' with PolicyRollout')}
            </span>
          )}
        </h2>
        <RewindButton run={shown} stage={stage} />
      </div>
      <LiveSample />
      {shown && shown === live && stage === 'rl' && <PhaseCard run={shown} />}
      <p className="stage-meaning">{stageMeaning(stage, config.method)}</p>
      {evaluation && (
        <Measures
          kind={config.dataset.kind}
          evaluation={evaluation}
          base={stage === 'base' ? null : (stageRecord(shown, 'base')?.evaluation ?? null)}
        />
      )}
      {curve.length > 0 ? (
        <>
          <div className="charts">
            {main.filter((spec) => linesOf(curve, spec.metric).length > 0).map(draw)}
          </div>
          {others.length > 0 && (
            <Disclosure title="More curves">
              <div className="charts">{others.map(draw)}</div>
            </Disclosure>
          )}
        </>
      ) : (
        <NoCurve method={config.method} stage={stage} steps={steps} />
      )}
    </section>
  );
}

/**
 * Takes the run on the screen back to the start of a stage that it has begun; the same seed trains the same from there. One of
 * an earlier visit stays as it is, and is trained again as a new run.
 */
function RewindButton({ run, stage }: { run: RunView | null; stage: StageName }) {
  const live = useRun((state) => state.live);
  const ready = useRun((state) => state.trainer.backend !== null);
  const own = useRun((state) => state.own.runs);
  const hasBegun = (stageRecord(run, stage)?.curve.length ?? 0) > 0;
  if (!run || stage === 'base' || !hasBegun) return null;
  const isLive = run === live && !run.modelsGone;
  if (!isLive && !canRetrain(run, stage, own)) return null;
  return (
    <Button
      isDisabled={!isLive && (!ready || isActive(live))}
      onPress={() => {
        // Setup, address and data are of the run that is at work.
        setUpAs(run.record.config);
        uiStore.setState({ stage: null });
        const { rewind, retrain } = runStore.getState();
        if (isLive) rewind(stage);
        else retrain(run.record, stage);
      }}
      data-testid="rewind"
    >
      <Icon name="undo" />
      {isLive ? 'Rewind to the start of this stage' : 'Train again from the start of this stage'}
    </Button>
  );
}

/** Whether the models that the stage began from are kept. */
function canRetrain(run: RunView, stage: StageName, own: readonly OwnRun[]): boolean {
  const kept = keptStages(run, own) ?? [];
  const plan = stagesOf(run.record.config.method);
  const before = plan.slice(1, plan.indexOf(stage));
  return kept.length > 0 && before.every((one) => kept.includes(one));
}

/** What there is to say where there is no curve: the base is only measured, the others have not begun. */
function NoCurve({ method, stage, steps }: { method: Method; stage: StageName; steps: number }) {
  if (stage !== 'base') {
    const what = stage === 'rl' ? 'Reward, accuracy, entropy and KL' : 'The loss';
    return (
      <p className="empty">
        {what} will be drawn here over {steps} steps.
      </p>
    );
  }
  const trained = stagesOf(method).slice(1);
  if (trained.length === 0) return null;
  return (
    <>
      <h3 className="stage-list-title">What comes after</h3>
      <ol className="stage-list">
        {trained.map((next) => (
          <li key={next}>
            <strong>{STAGE_NAMES[next]}</strong>
            <p>{stageMeaning(next, method)}</p>
          </li>
        ))}
      </ol>
    </>
  );
}
