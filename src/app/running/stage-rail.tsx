import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { keyOf } from '../../experiment/plan/key-of';
import { Meter } from '../design/controls';
import { duration, percent } from '../design/format';
import { Icon } from '../design/icon';
import { isActive } from '../state/run-view';
import { currentStage, type StageSummary, stageSummaries } from '../state/stage-state';
import { uiStore, useRun, useSetup, useShownRun, useUi } from '../state/stores';
import { STAGE_NAMES } from '../terms/words';

/** The stages of the method in order; choosing one shows its curves, its examples and the headline up to it. */
export function StageRail() {
  const shown = useShownRun();
  const setup = useSetup((state) => state.config);
  const chosen = useUi((state) => state.stage);
  const shows = useUi((state) => state.shows);
  const live = useRun((state) => state.live);
  // The buttons beside it are for the run in progress, or for what is set up.
  const isOther =
    shown !== null && (isActive(live) ? shown !== live : keyOf(shown.record.config) !== keyOf(setup));
  const summaries = stageSummaries(shown?.record.config ?? setup, shown);
  const selected = chosen ?? currentStage(shown);
  return (
    <nav className="rail" aria-label="Stages">
      {isOther && (
        <p className="rail-of" data-testid="rail-of">
          {shown === live ? 'Your run' : shows === 'recording' ? 'Recording' : 'Run'}: {shown.record.title}
        </p>
      )}
      <ol>
        {summaries.map((summary) => (
          <li key={summary.stage} data-state={summary.state}>
            <AriaButton
              className="rail-stage"
              data-testid={`stage-${summary.stage}`}
              data-state={summary.state}
              aria-current={summary.stage === selected ? 'step' : undefined}
              onPress={() =>
                uiStore.setState({
                  stage: isActive(shown) && summary.stage === currentStage(shown) ? null : summary.stage,
                })
              }
            >
              <span className="rail-name">
                <StateMark state={summary.state} />
                {STAGE_NAMES[summary.stage]}
              </span>
              <span className="rail-state numeric">{describeState(summary)}</span>
            </AriaButton>
            <Meter label={`${STAGE_NAMES[summary.stage]} progress`} fraction={summary.fraction} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StateMark({ state }: { state: StageSummary['state'] }) {
  if (state === 'done') return <Icon name="check" />;
  if (state === 'paused') return <Icon name="pause" />;
  return <span className="rail-dot" data-state={state} aria-hidden="true" />;
}

/** "done, 74 %" or "34 / 200, 1 min 05 s left": short, for a narrow cell. */
function describeState({ state, done, steps, stageEta, evaluation }: StageSummary): ReactNode {
  switch (state) {
    case 'waiting':
      return steps > 0 ? `${steps} steps` : 'to measure';
    case 'evaluating':
      return 'evaluating';
    case 'running':
      if (steps === 0) return 'running';
      return (
        <>
          {done} / {steps}
          {stageEta !== null && <span className="rail-detail">, {duration(stageEta)} left</span>}
        </>
      );
    case 'paused':
      return (
        <>
          <span className="rail-detail">paused at </span>
          {done} / {steps}
        </>
      );
    case 'ended early':
      return (
        <>
          <span className="rail-detail">ended at </span>
          {done} / {steps}
        </>
      );
    case 'done': {
      if (!evaluation) return 'done';
      const [result, meaning] = evaluation.endTask
        ? [evaluation.endTask, 'internalized']
        : [evaluation.inContext, 'with policy'];
      return (
        <>
          {percent(result.value)}
          <span className="rail-detail"> {meaning}</span>
        </>
      );
    }
  }
}
