import { useState } from 'react';
import type { TaskKind } from '../../tasks/dataset';
import { Button, Meter, Segmented } from '../design/controls';
import { Icon } from '../design/icon';
import { answeringRun, trainedModels } from '../state/contestants';
import { baseModel } from '../state/models';
import { isActive, type RunView } from '../state/run-view';
import { useRun, useShownRun, useUi } from '../state/stores';
import type { OwnSet, OwnSets } from '../tasks/try-ui';
import { STAGE_NAMES } from '../terms/words';
import { DrawnSplit } from './drawn-split';
import { evaluationStore, useEvaluation } from './evaluation-store';
import './set-panel.css';
import { counted } from './set-evaluation';
import { SetResultView } from './set-result-view';

const DRAWN = 'drawn';

/** What a run is evaluated on: the test split that was drawn for it, or a set of the visitor's own. */
export function SetPanel({ kind, sets }: { kind: TaskKind; sets: OwnSets }) {
  const [wanted, setWanted] = useState(DRAWN);
  const own = sets.useSets();
  const chosen = own.find(({ key }) => key === wanted) ?? null;
  const live = useRun((state) => state.live);
  const runs = useRun((state) => state.own.runs);
  const recording = useUi((state) => state.recording);
  const run = answeringRun([useShownRun(), live, recording], runs);
  const taught = run?.record.config.dataset.kind === kind ? run : null;
  const result = useEvaluation((state) => state.result);
  const options = [
    { value: DRAWN, label: 'Drawn test split' },
    ...own.map(({ key, title, count }) => ({
      value: key,
      label: (
        <span className="set-name">
          {title} <span className="numeric">({count.toLocaleString('en')})</span>
        </span>
      ),
    })),
  ];
  return (
    <section className="panel set-panel" aria-labelledby="set-title" data-testid="set-panel">
      <div className="panel-head">
        <h2 id="set-title">Evaluation set</h2>
        <Segmented
          label="What the run is evaluated on"
          value={chosen?.key ?? DRAWN}
          options={options}
          onChange={setWanted}
        />
      </div>
      {taught ? (
        <p className="set-run">
          {STAGE_NAMES[trainedModels(taught, runs).at(-1)?.stage ?? 'base']} of{' '}
          <strong>{taught.record.title}</strong>, asked about{' '}
          {taught.record.config.dataset.policies === 1 ? 'the policy' : 'every policy'} that the run taught.
        </p>
      ) : (
        <p className="set-run">
          No trained model of this data set is shown. Teach a policy, run it in the Lab, and evaluate it here;
          or choose a run above.
        </p>
      )}
      {chosen ? (
        <>
          <sets.Gather set={chosen.key} />
          <p className="faint set-difference">{sets.difference}</p>
          <Evaluate run={taught} sets={sets} set={chosen} />
          {result?.run.record.config.dataset.kind === kind && <SetResultView result={result} sets={sets} />}
        </>
      ) : (
        taught && <DrawnSplit run={taught} things={sets.things} />
      )}
    </section>
  );
}

/** Starts and stops an evaluation, and tells how far it is or why there is none. */
function Evaluate({ run, sets, set }: { run: RunView | null; sets: OwnSets; set: OwnSet }) {
  const { state, fraction, failure } = useEvaluation((store) => store);
  const live = useRun((store) => store.live);
  const ready = useRun((store) => store.trainer.backend !== null);
  const runs = useRun((store) => store.own.runs);
  const trained = trainedModels(run, runs).at(-1);
  const isTraining = isActive(live) && live?.status !== 'paused';
  const isBusy = state !== 'rests';
  const why = !run
    ? null
    : !ready
      ? 'The trainer is not there yet.'
      : isTraining
        ? isBusy
          ? 'A run is training: the evaluation goes on when it pauses or ends.'
          : 'A run is training. Evaluate when it pauses or has ended.'
        : null;
  const start = () => {
    if (!run || !trained) return;
    void evaluationStore.getState().evaluate({
      run,
      stage: trained.stage,
      trained: trained.model,
      base: baseModel(run.record.config),
      choose: () => sets.ask(set.key, run.record),
    });
  };
  const { count } = set;
  return (
    <div className="set-evaluate">
      {isBusy ? (
        <Button onPress={() => evaluationStore.getState().stop()}>
          <Icon name="stop" />
          Stop
        </Button>
      ) : (
        <Button kind="primary" isDisabled={!run || why !== null} onPress={start} data-testid="evaluate-set">
          <Icon name="play" />
          Evaluate on {count === 1 ? 'it' : `these ${counted(count, sets.things)}`}
        </Button>
      )}
      {state === 'answers' && <Meter label="Questions answered" fraction={fraction} />}
      <p role="status" className="set-said">
        {why ??
          (state === 'chooses'
            ? `Looking through ${counted(count, sets.things)} …`
            : state === 'answers'
              ? 'The base and the trained model answer …'
              : '')}
      </p>
      {failure && (
        <p role="alert" className="set-failure">
          {failure}
        </p>
      )}
    </div>
  );
}
