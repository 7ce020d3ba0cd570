import { useMemo } from 'react';
import { METHOD_PLANS, type Method, type StageName, stagesOf } from '../../experiment/plan/methods';
import type { MetricPoint } from '../../experiment/record/run-record';
import { MetricChart } from '../charts/metric-chart';
import {
  type ChartSpec,
  curveOfMethod,
  linesOf,
  otherCharts,
  RL_CHARTS,
  SUPERVISED_CHARTS,
} from '../charts/series';
import { Button, Disclosure } from '../design/controls';
import { Icon } from '../design/icon';
import { currentStage, plannedSteps, stageRecord } from '../state/stage-state';
import { runStore, uiStore, useRun, useSetup, useShownRun, useUi } from '../state/stores';
import { STAGE_NAMES, stageMeaning } from '../terms/words';
import { LiveSample } from './live-sample';
import { Measures } from './measures';

const NONE: readonly MetricPoint[] = [];

/** What the chosen stage does, and its curves. */
export function StagePanel() {
  const shown = useShownRun();
  const setup = useSetup((state) => state.config);
  const chosen = useUi((state) => state.stage);
  const stage = chosen ?? currentStage(shown);
  const config = shown?.record.config ?? setup;
  const recorded = stageRecord(shown, stage)?.curve ?? NONE;
  // The same object while nothing comes in: its charts are drawn only then.
  const curve = useMemo(() => curveOfMethod(recorded, config.method), [recorded, config.method]);
  const steps = plannedSteps(config, stage);
  const main = stage === 'rl' ? RL_CHARTS : SUPERVISED_CHARTS;
  const others = otherCharts(curve, main);
  const draw = (spec: ChartSpec) => (
    <MetricChart key={`${stage}/${spec.metric}`} spec={spec} curve={curve} steps={steps} />
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
              {rl.policyRollout && ' with PolicyRollout'}
            </span>
          )}
        </h2>
        <RewindButton stage={stage} />
      </div>
      <LiveSample />
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

/** Takes the live run back to the start of a stage that it has begun; the same seed trains the same from there. */
function RewindButton({ stage }: { stage: StageName }) {
  const live = useRun((state) => state.live);
  const hasBegun = (stageRecord(live, stage)?.curve.length ?? 0) > 0;
  if (stage === 'base' || !hasBegun || live?.modelsGone) return null;
  return (
    <Button
      onPress={() => {
        uiStore.setState({ stage: null });
        runStore.getState().rewind(stage);
      }}
      data-testid="rewind"
    >
      <Icon name="undo" />
      Rewind to the start of this stage
    </Button>
  );
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
