import { useMemo } from 'react';
import type { MetricPoint } from '../../experiment/record/run-record';
import { MetricChart } from '../charts/metric-chart';
import { curveOfMethod, linesOf, RL_CHARTS } from '../charts/series';
import { Button, Disclosure } from '../design/controls';
import { useNarrow } from '../design/use-narrow';
import { chooseStep, type Shown } from '../groups/selection';
import { isActive, type RunView } from '../state/run-view';
import { ACCURACY, chanceOf, stageRecord } from '../state/stage-state';
import { StepSlider } from './step-slider';

/** Only DAPO drops groups. */
const SHOWN_METRICS = [
  'rewards/accuracy',
  'gate/accuracy',
  'gate/joined',
  'reward',
  'entropy',
  'completions/mean_length',
  'dynamic_sampling/kept',
];

const NONE: readonly MetricPoint[] = [];

/** Which step is looked at, and where it lies in the run's curves. */
export function StepPanel({
  run,
  shown,
  following,
}: {
  run: RunView;
  shown: Shown;
  /** The newest step is shown as it comes. */
  following: boolean;
}) {
  const isNarrow = useNarrow();
  const { config, rollouts } = run.record;
  const recorded = stageRecord(run, 'rl')?.curve ?? NONE;
  const curve = useMemo(() => curveOfMethod(recorded, config.method), [recorded, config.method]);
  const drawn = RL_CHARTS.filter(
    ({ metric }) => SHOWN_METRICS.includes(metric) && linesOf(curve, metric).length > 0,
  );
  const charts = (
    <div className="step-charts">
      {drawn.map((spec) => (
        <MetricChart
          key={spec.metric}
          spec={spec}
          curve={curve}
          steps={config.rl.steps}
          mark={shown.record.step + 1}
          chance={spec.metric === ACCURACY ? chanceOf(run) : null}
        />
      ))}
    </div>
  );
  return (
    <section className="panel step-panel" aria-label="Step">
      <div className="step-row">
        <StepSlider
          steps={rollouts.map(({ step }) => step)}
          chosen={shown.record.step}
          planned={config.rl.steps}
          onChoose={chooseStep}
        />
        {isActive(run) && (
          <Button isDisabled={following} onPress={() => chooseStep(null)}>
            {following ? 'Following the run' : 'Follow the run'}
          </Button>
        )}
      </div>
      {drawn.length > 0 && (isNarrow ? <Disclosure title="Curves up to here">{charts}</Disclosure> : charts)}
    </section>
  );
}
