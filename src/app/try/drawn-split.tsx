import type { StageName } from '../../experiment/plan/methods';
import { trainedModels } from '../state/contestants';
import type { RunView } from '../state/run-view';
import { stageRecord } from '../state/stage-state';
import { useRun } from '../state/stores';
import { type AccuracyColumn, AccuracyRows } from './accuracy-rows';

/** What a run's record says of the test split that was drawn for it, before training and after a stage. */
export function drawnColumn(run: RunView, stage: StageName): AccuracyColumn {
  const after = stageRecord(run, stage)?.evaluation;
  const results = {
    base: stageRecord(run, 'base')?.evaluation?.inContext ?? null,
    withoutPolicy: after?.endTask ?? null,
    withPolicy: after?.inContext ?? null,
  };
  return { title: 'Drawn test split', results, majority: after?.majority ?? null };
}

/** The run's last model on the test split that was drawn for it. */
export function DrawnSplit({ run, things }: { run: RunView; things: string }) {
  const own = useRun((state) => state.own.runs);
  const stage = trainedModels(run, own).at(-1)?.stage ?? 'base';
  return (
    <>
      <p className="faint set-difference">
        The run has measured this itself, on {things} that nothing was trained on. The Lab has every answer,
        under Answers. Choose a set of your own to evaluate on that.
      </p>
      <AccuracyRows stage={stage} columns={[drawnColumn(run, stage)]} />
    </>
  );
}
