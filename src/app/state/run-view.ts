import type { ExperimentConfig } from '../../experiment/plan/config';
import { keyOf } from '../../experiment/plan/key-of';
import type { StageName } from '../../experiment/plan/methods';
import { plainTitle } from '../../experiment/plan/presets';
import type {
  ExampleOutcome,
  ResponseView,
  RunRecord,
  StageRecord,
  TokenView,
} from '../../experiment/record/run-record';
import type { BackendName, KeptRun, OwnRun, RlPhase, TrainerEvent } from '../../worker/protocol';
import { spreadOut, withKnownExamples } from './rollout-steps';

/** RL steps whose rollouts a live run keeps, the newest besides; live samples that the inspector lists, newest first. */
const KEPT_ROLLOUT_STEPS = 48;
const KEPT_SAMPLES = 12;

export type RunStatus = 'starting' | 'running' | 'paused' | 'stopped' | 'finished' | 'failed';

/** What the page knows of the trainer itself. */
export interface TrainerView {
  /** Null until the trainer has opened a backend. */
  readonly backend: {
    readonly name: BackendName;
    readonly device: string;
    readonly note: string | null;
    /** The note tells of something that went wrong. */
    readonly isFault: boolean;
  } | null;
  /** Measured training speed of this device, in estimateCost's counting; absent until it is known. */
  readonly flopsPerSecond?: number;
  /** What is being loaded, fraction 0..1; null when nothing is. */
  readonly loading: { readonly what: string; readonly fraction: number } | null;
  /** A failure that belongs to no run, as a sentence. */
  readonly failure: string | null;
}

export interface StageProgress {
  readonly stage: StageName;
  /** Steps done; the record numbers them from 0. */
  readonly done: number;
  readonly steps: number;
  /** Seconds left, from measured step times; null before the first step. */
  readonly stageEta: number | null;
  readonly runEta: number | null;
}

export interface LiveSample {
  /** Number of the sample in its run: a stable key. */
  readonly id: number;
  readonly stage: StageName;
  readonly step: number;
  readonly outcome: ExampleOutcome;
}

/** A run as the page shows it. The record alone draws every screen; the rest is about now. */
export interface RunView {
  /** Number of the run on the wire; 0 for a recording. */
  readonly run: number;
  readonly status: RunStatus;
  /** Pause was asked for and the trainer has not come to rest yet. */
  readonly pausing: boolean;
  /** Stop was asked for and the trainer has not let go of the run yet. */
  readonly stopping: boolean;
  readonly record: RunRecord;
  readonly progress: StageProgress | null;
  readonly evaluating: {
    readonly stage: StageName;
    readonly fraction: number;
    readonly runEta: number | null;
  } | null;
  readonly rlPhase: { readonly step: number; readonly phase: RlPhase } | null;
  readonly samples: readonly LiveSample[];
  /** Something worth knowing that is no failure, as a sentence. */
  readonly notice: string | null;
  /** Why the trainer paused the run by itself, until it goes on. */
  readonly anomaly: string | null;
  readonly failure: string | null;
  /** Of a stopped run: it can be resumed. Null until a new trainer has told, where the trainer was ended. */
  readonly isKept: boolean | null;
  /** Every group of the coming RL steps is kept, not some. */
  readonly keepsAllGroups: boolean;
  /** The trainer that ran it was ended, and the models of its stages went with it. */
  readonly modelsGone: boolean;
  /** Why the finished run is not on the list for good, as a sentence. */
  readonly unkept: string | null;
  /** The model published with a recording; null for a live run, whose models the trainer keeps. */
  readonly published: PublishedModel | null;
}

/** A model of `runs/`, as its index describes it. */
export interface PublishedModel {
  readonly file: string;
  /** The stage it comes out of. */
  readonly stage: StageName;
}

/** An answer being streamed for the inspector's question. */
export interface AnswerView {
  readonly request: number;
  readonly tokens: readonly TokenView[];
  readonly response: ResponseView | null;
}

/** Interrupted runs that this browser keeps, newest first. */
export interface KeptView {
  readonly runs: readonly KeptRun[];
  /** Those that were on offer here until another tab went on with them; it is still at it. */
  readonly elsewhere: readonly KeptRun[];
  /** Why there can be none, as a sentence. */
  readonly fault: string | null;
}

/** The runs that were trained in this browser, newest first. */
export interface OwnView {
  readonly runs: readonly OwnRun[];
  /** Bytes that all their models may take together. */
  readonly budget: number;
  /** Why it is not known whose models are kept, as a sentence. */
  readonly fault: string | null;
}

export interface PageState {
  readonly trainer: TrainerView;
  readonly own: OwnView;
  readonly kept: KeptView;
  readonly live: RunView | null;
  readonly answer: AnswerView | null;
}

export const INITIAL_PAGE: PageState = {
  trainer: { backend: null, loading: null, failure: null },
  own: { runs: [], budget: 0, fault: null },
  kept: { runs: [], elsewhere: [], fault: null },
  live: null,
  answer: null,
};

/** True while the trainer works, or is held, on the run. */
export function isActive(view: RunView | null): boolean {
  return (
    view !== null && (view.status === 'starting' || view.status === 'running' || view.status === 'paused')
  );
}

/** The view of a run that has just been asked for. `date`: ISO. */
export function startedRun(
  run: number,
  config: ExperimentConfig,
  backend: NonNullable<TrainerView['backend']>,
  date: string,
): RunView {
  const record: RunRecord = {
    version: 1,
    id: `live-${run}`,
    title: plainTitle(config),
    config,
    provenance: { build: 'this page', date, backend: backend.name, device: backend.device },
    stages: [],
    rollouts: [],
    stoppedEarly: null,
  };
  return {
    run,
    status: 'starting',
    pausing: false,
    stopping: false,
    record,
    progress: null,
    evaluating: null,
    rlPhase: null,
    samples: [],
    notice: null,
    anomaly: null,
    failure: null,
    isKept: false,
    keepsAllGroups: false,
    modelsGone: false,
    unkept: null,
    published: null,
  };
}

/** A finished record as a view: a recording, behind which stands no trainer, but its final model where one is published. */
export function recordedRun(record: RunRecord, published: PublishedModel | null = null): RunView {
  return {
    run: 0,
    status: 'finished',
    pausing: false,
    stopping: false,
    record,
    progress: null,
    evaluating: null,
    rlPhase: null,
    samples: [],
    notice: record.stoppedEarly,
    anomaly: null,
    failure: null,
    isKept: false,
    keepsAllGroups: false,
    modelsGone: false,
    unkept: null,
    published,
  };
}

/** The page after one event of the trainer. Events of other runs and requests leave it as it is. */
export function applyEvent(state: PageState, event: TrainerEvent): PageState {
  switch (event.kind) {
    case 'opened': {
      const { backend: name, device, note, isFault } = event;
      const backend = { name, device, note, isFault };
      return { ...state, trainer: { backend, loading: null, failure: null } };
    }
    case 'calibrated':
      return { ...state, trainer: { ...state.trainer, flopsPerSecond: event.flopsPerSecond } };
    case 'loading': {
      const loading = event.fraction < 1 ? { what: event.what, fraction: event.fraction } : null;
      return { ...state, trainer: { ...state.trainer, loading } };
    }
    case 'token':
      if (state.answer?.request !== event.request) return state;
      return {
        ...state,
        answer: { ...state.answer, tokens: [...state.answer.tokens, { text: event.text, logp: event.logp }] },
      };
    case 'answered':
      if (state.answer?.request !== event.request) return state;
      return {
        ...state,
        answer: { ...state.answer, tokens: event.response.tokens, response: event.response },
      };
    case 'kept':
      return {
        ...state,
        kept: {
          runs: event.runs,
          elsewhere: [...state.kept.runs, ...state.kept.elsewhere].filter(({ id }) =>
            event.busy.includes(id),
          ),
          fault: event.fault,
        },
        live: state.live && withKept(state.live, event.runs),
      };
    case 'own':
      return { ...state, own: { runs: event.runs, budget: event.budget, fault: event.fault } };
    case 'answered-all':
    case 'attention':
    case 'sequence':
    case 'weights':
    case 'base-imported':
      return state;
    case 'failed':
      // A question of another screen: that screen says so, where the answer would stand.
      if (event.request !== undefined && event.request !== state.answer?.request) return state;
      return failed(state, event.run, event.message);
    default: {
      if (state.live === null || state.live.run !== event.run) return state;
      const live = applyRunEvent(state.live, event);
      // The first sign of life of a run ends the loading of its model.
      const trainer = state.trainer.loading ? { ...state.trainer, loading: null } : state.trainer;
      return live === state.live ? state : { ...state, trainer, live };
    }
  }
}

/** Events that bear a run's number; a failure may. */
type RunEvent = Exclude<Extract<TrainerEvent, { run: number | null }>, { kind: 'failed' }>;

function applyRunEvent(view: RunView, event: RunEvent): RunView {
  switch (event.kind) {
    case 'restored': {
      const { stages, rollouts } = event;
      return { ...view, record: { ...view.record, stages, rollouts }, evaluating: null, rlPhase: null };
    }
    case 'named':
      return { ...view, record: { ...view.record, title: event.title } };
    case 'questions':
      return { ...view, record: { ...view.record, questions: event.questions } };
    case 'stage-started': {
      const record = withStage(view.record, event.stage, (stage) => stage);
      // A restored stage has steps behind it.
      const done = record.stages.find(({ stage }) => stage === event.stage)?.curve.length ?? 0;
      return {
        ...view,
        record,
        progress: { stage: event.stage, done, steps: event.steps, stageEta: null, runEta: null },
        evaluating: null,
        rlPhase: null,
      };
    }
    case 'progress': {
      const { stage, step, steps, stageEta, runEta, point } = event;
      return {
        ...view,
        record: withStage(view.record, stage, (record) => ({ ...record, curve: [...record.curve, point] })),
        progress: { stage, done: step + 1, steps, stageEta, runEta },
      };
    }
    case 'phase':
      return { ...view, rlPhase: { step: event.step, phase: event.phase } };
    case 'rollouts': {
      const before = view.record.rollouts.find((step) => step.step === event.step);
      const kept = view.record.rollouts.filter((step) => step !== before);
      const groups = withKnownExamples(event.groups, before?.groups ?? []);
      const rollouts = spreadOut(
        [...kept, { step: event.step, groups, sampled: event.sampled, updates: event.updates }],
        KEPT_ROLLOUT_STEPS,
      );
      return { ...view, record: { ...view.record, rollouts } };
    }
    case 'sample': {
      const id = (view.samples[0]?.id ?? -1) + 1;
      const step = view.progress?.stage === event.stage ? view.progress.done : 0;
      const sample: LiveSample = { id, stage: event.stage, step, outcome: event.outcome };
      return { ...view, samples: [sample, ...view.samples].slice(0, KEPT_SAMPLES) };
    }
    case 'evaluating':
      return {
        ...view,
        evaluating: { stage: event.stage, fraction: event.fraction, runEta: event.runEta },
      };
    case 'evaluated':
      return {
        ...view,
        record: withStage(view.record, event.stage, (record) => ({
          ...record,
          evaluation: event.evaluation,
        })),
        evaluating: null,
      };
    case 'state':
      return {
        ...view,
        status: event.state,
        pausing: false,
        isKept: event.state === 'stopped' && event.isKept,
        stopping: view.stopping && event.state !== 'stopped',
        anomaly: event.state === 'running' ? null : view.anomaly,
      };
    case 'anomaly':
      return { ...view, anomaly: event.message };
    case 'notice':
      return { ...view, notice: event.message };
    case 'finished':
      return {
        ...view,
        status: 'finished',
        pausing: false,
        stopping: false,
        record: event.record,
        unkept: event.fault,
        evaluating: null,
        rlPhase: null,
      };
  }
}

/**
 * A run whose trainer was ended is kept where its checkpoint is on offer. It may be on offer a moment later: the ended
 * trainer's lock on it goes with the trainer.
 */
function withKept(view: RunView, runs: readonly KeptRun[]): RunView {
  if (view.status !== 'stopped' || !view.modelsGone || view.isKept) return view;
  const { config, provenance } = view.record;
  const isKept = runs.some(
    (kept) => kept.ok && kept.savedAt >= Date.parse(provenance.date) && keyOf(kept.config) === keyOf(config),
  );
  return isKept === view.isKept ? view : { ...view, isKept };
}

/** The record with one stage changed; a stage met for the first time is added at the end. */
function withStage(
  record: RunRecord,
  name: StageName,
  change: (stage: StageRecord) => StageRecord,
): RunRecord {
  if (record.stages.some((stage) => stage.stage === name)) {
    const stages = record.stages.map((stage) => (stage.stage === name ? change(stage) : stage));
    return { ...record, stages };
  }
  const added = change({ stage: name, curve: [], evaluation: null, seconds: 0 });
  return { ...record, stages: [...record.stages, added] };
}

/** A failure of no run (`run` null) may be an unanswered question or the trainer's end; a run may outlive it. */
function failed(state: PageState, run: number | null, message: string): PageState {
  const trainer = { ...state.trainer, loading: null };
  if (run === null) {
    const answer = state.answer?.response ? state.answer : null;
    return { ...state, trainer: { ...trainer, failure: message }, answer };
  }
  if (state.live?.run !== run) return state;
  return {
    ...state,
    trainer,
    live: { ...state.live, status: 'failed', pausing: false, stopping: false, failure: message },
  };
}
