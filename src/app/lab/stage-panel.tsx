import { METHOD_PLANS } from '../../experiment/methods';
import { MetricChart } from '../charts/metric-chart';
import { type ChartSpec, linesOf, otherCharts, RL_CHARTS, SUPERVISED_CHARTS } from '../charts/series';
import { Disclosure } from '../design/controls';
import { currentStage, plannedSteps, stageRecord } from '../state/stage-state';
import { useSetup, useShownRun, useUi } from '../state/stores';
import { STAGE_MEANINGS, STAGE_NAMES } from './words';

/** What the chosen stage does, and its curves. */
export function StagePanel() {
  const shown = useShownRun();
  const setup = useSetup((state) => state.config);
  const chosen = useUi((state) => state.stage);
  const stage = chosen ?? currentStage(shown);
  const config = shown?.record.config ?? setup;
  const curve = stageRecord(shown, stage)?.curve ?? [];
  const steps = plannedSteps(config, stage);
  const main = stage === 'rl' ? RL_CHARTS : SUPERVISED_CHARTS;
  const others = otherCharts(curve, main);
  const draw = (spec: ChartSpec) => (
    <MetricChart key={`${stage}/${spec.metric}`} spec={spec} curve={curve} steps={steps} />
  );
  const rl = METHOD_PLANS[config.method].rl;
  return (
    <section className="panel stage-panel" aria-labelledby="stage-title">
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
      <p className="stage-meaning">{STAGE_MEANINGS[stage]}</p>
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
        <p className="empty">
          {steps === 0
            ? 'The base is only measured: its numbers stand above, its answers in the inspector.'
            : `No step yet. ${stage === 'rl' ? 'Reward, accuracy, entropy and KL' : 'The loss'} will be drawn here over ${steps} steps.`}
        </p>
      )}
    </section>
  );
}
