import type { AttentionView, SequenceChoice, TrainingSequenceView } from '../experiment/inspect/inspection';
import type { ExperimentConfig } from '../experiment/plan/config';
import type { StageName } from '../experiment/plan/methods';
import type { AnswerRow } from '../experiment/record/answer-rows';
import type { Questions } from '../experiment/record/questions';
import type {
  ExampleOutcome,
  ExampleView,
  MetricPoint,
  ResponseView,
  RolloutGroup,
  RolloutStepRecord,
  RunRecord,
  StageEvaluation,
  StageRecord,
  StepUpdate,
} from '../experiment/record/run-record';
import type { OwnRunMark } from '../experiment/record/run-store-db';
import type { RlPhase } from '../train/rl';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** How far one press of Step goes: a whole update, or in RL one phase of it. */
export type Grain = 'update' | 'phase';
export type { RlPhase };

/** A model that can be asked. */
export type ModelRef =
  /** `name`: what a config says as its base. */
  | { readonly of: 'base'; readonly name: string }
  /** A run's model after a stage: of run number `run` of this trainer, or else of those that the browser keeps, by the record's id. */
  | { readonly of: 'run'; readonly run: number; readonly id: string; readonly stage: StageName }
  /** The model published with a recorded run; `file` lies in public/runs. */
  | { readonly of: 'recording'; readonly file: string };

/** A run that was interrupted, as far as the page needs to know it. */
export type KeptRun =
  | {
      readonly id: string;
      readonly ok: true;
      readonly title: string;
      readonly config: ExperimentConfig;
      /** The stage in training or to come next, and its steps done. */
      readonly stage: StageName;
      readonly step: number;
      /** Milliseconds since 1970. */
      readonly savedAt: number;
      readonly bytes: number;
      /** What resuming it would not give back as it was, a sentence each. */
      readonly notes: readonly string[];
      /** It makes room when the next run starts. */
      readonly isNextToGo: boolean;
    }
  /** It cannot be read; `message` says why. */
  | { readonly id: string; readonly ok: false; readonly message: string; readonly isNextToGo: boolean };

/** A run that was trained in this browser, whether in this visit or before. */
export interface OwnRun extends OwnRunMark {
  /** The stages whose models are kept; none where they have made room or could not be stored. */
  readonly stages: readonly StageName[];
  /** That the models take. */
  readonly bytes: number;
}

/** What the page asks of the trainer. `run` numbers runs, so that late events of a stopped run are dropped. */
export type Command =
  | { readonly kind: 'open'; readonly preferred: BackendName | null }
  | {
      readonly kind: 'start';
      readonly run: number;
      readonly config: ExperimentConfig;
      /** True: halt before the first update, so that the visitor can step. */
      readonly paused: boolean;
    }
  /** Goes on with a run that this browser kept, under a new number. */
  | { readonly kind: 'restore'; readonly run: number; readonly id: string }
  /** Deletes what is kept of a run. */
  | { readonly kind: 'discard'; readonly id: string }
  /** Takes run `of` back to the start of a stage or to its last checkpoint, under a new number, and halts there. */
  | {
      readonly kind: 'rewind';
      readonly run: number;
      readonly of: number;
      readonly to: StageName | 'checkpoint';
    }
  /** Trains a finished run again from the start of a stage, as a run of its own with a new number, and halts there. */
  | {
      readonly kind: 'retrain';
      readonly run: number;
      readonly record: RunRecord;
      readonly to: StageName;
    }
  /** Asks which runs the browser keeps: the page has changed its list. */
  | { readonly kind: 'tell-own' }
  /** The run that the visitor looks at, by its record's id: its models are not pushed out. */
  | { readonly kind: 'look-at'; readonly id: string | null }
  /** From now on every group of an RL step is told and kept, or some. */
  | { readonly kind: 'keep-groups'; readonly run: number; readonly all: boolean }
  | { readonly kind: 'pause'; readonly run: number }
  | { readonly kind: 'resume'; readonly run: number }
  | { readonly kind: 'step'; readonly run: number; readonly grain: Grain }
  | { readonly kind: 'stop'; readonly run: number }
  /** Answers one example; streams tokens. */
  | {
      readonly kind: 'ask';
      readonly request: number;
      readonly model: ModelRef;
      readonly example: ExampleView;
      readonly policyInPrompt: boolean;
    }
  /** Answers examples of one task together, as evaluations do. */
  | {
      readonly kind: 'answer-all';
      readonly request: number;
      readonly model: ModelRef;
      readonly examples: readonly ExampleView[];
      readonly policyInPrompt: boolean;
    }
  /** Answers one example and tells what every token of the answer attended to. */
  | {
      readonly kind: 'attend';
      readonly request: number;
      readonly model: ModelRef;
      readonly example: ExampleView;
      readonly policyInPrompt: boolean;
    }
  /** Builds a training sequence and tells what each of some models loses on its tokens. */
  | {
      readonly kind: 'sequence';
      readonly request: number;
      readonly choice: SequenceChoice;
      readonly models: readonly ModelRef[];
    }
  /** Takes questions back that have not been answered yet. */
  | { readonly kind: 'withdraw'; readonly requests: readonly number[] }
  /** Asks for the weights after a stage of a run, as a safetensors file. */
  | {
      readonly kind: 'export-weights';
      readonly run: number;
      readonly id: string;
      readonly request: number;
      readonly stage: StageName;
    }
  /** Makes a safetensors file a base that configs of this tab may name. */
  | { readonly kind: 'import-base'; readonly request: number; readonly bytes: ArrayBuffer };

/** What the trainer tells the page. */
export type TrainerEvent =
  | {
      readonly kind: 'opened';
      readonly backend: BackendName;
      readonly device: string;
      /** Why it is not the one that was wanted, or WebGPU. */
      readonly note: string | null;
      /** The note tells of something that went wrong. */
      readonly isFault: boolean;
    }
  /** How fast this device trains, floating-point operations per second in the counting of estimateCost. */
  | { readonly kind: 'calibrated'; readonly flopsPerSecond: number }
  | { readonly kind: 'loading'; readonly what: string; readonly fraction: number }
  /** The runs that could be resumed, newest first; `fault`: why there can be none. */
  | {
      readonly kind: 'kept';
      readonly runs: readonly KeptRun[];
      /** The ids of those that a tab is at work on. */
      readonly busy: readonly string[];
      readonly fault: string | null;
    }
  /** The runs that were trained in this browser, newest first; `fault`: why it is not known whose models are kept. */
  | {
      readonly kind: 'own';
      readonly runs: readonly OwnRun[];
      /** Bytes that all models may take together. */
      readonly budget: number;
      readonly fault: string | null;
    }
  /** The run goes on from here: what its record holds already. */
  | {
      readonly kind: 'restored';
      readonly run: number;
      readonly stages: readonly StageRecord[];
      readonly rollouts: readonly RolloutStepRecord[];
    }
  /** Training has gone wrong, and the run pauses: what happened and what is kept, in sentences. */
  | { readonly kind: 'anomaly'; readonly run: number; readonly message: string }
  /** The run in words, with what is changed of its preset. */
  | { readonly kind: 'named'; readonly run: number; readonly title: string }
  /** What the evaluations of the run ask. */
  | { readonly kind: 'questions'; readonly run: number; readonly questions: Questions }
  | {
      readonly kind: 'stage-started';
      readonly run: number;
      readonly stage: StageName;
      readonly steps: number;
    }
  | {
      readonly kind: 'progress';
      readonly run: number;
      readonly stage: StageName;
      readonly step: number;
      readonly steps: number;
      /** Seconds left for this stage and for the whole run, from measured step times. */
      readonly stageEta: number;
      readonly runEta: number;
      readonly point: MetricPoint;
    }
  | { readonly kind: 'phase'; readonly run: number; readonly step: number; readonly phase: RlPhase }
  | {
      readonly kind: 'rollouts';
      readonly run: number;
      readonly step: number;
      readonly groups: readonly RolloutGroup[];
      /** Groups that have been sampled in the step so far. */
      readonly sampled: number;
      readonly updates: readonly StepUpdate[];
    }
  | {
      readonly kind: 'sample';
      readonly run: number;
      readonly stage: StageName;
      readonly outcome: ExampleOutcome;
    }
  | {
      readonly kind: 'evaluating';
      readonly run: number;
      readonly stage: StageName;
      readonly fraction: number;
      /** Seconds left for the whole run; null while nothing of it has been timed. */
      readonly runEta: number | null;
    }
  | {
      readonly kind: 'evaluated';
      readonly run: number;
      readonly stage: StageName;
      readonly evaluation: StageEvaluation;
    }
  | { readonly kind: 'state'; readonly run: number; readonly state: 'running' | 'paused' }
  /** `isKept`: it can be resumed; otherwise nothing had been trained, or nothing could be stored. */
  | { readonly kind: 'state'; readonly run: number; readonly state: 'stopped'; readonly isKept: boolean }
  /** `fault`: why the record is not in the browser's storage, as a sentence; null: it is, and was read back. */
  | {
      readonly kind: 'finished';
      readonly run: number;
      readonly record: RunRecord;
      readonly fault: string | null;
    }
  | { readonly kind: 'token'; readonly request: number; readonly text: string; readonly logp: number }
  | {
      readonly kind: 'answered';
      readonly request: number;
      readonly response: ResponseView;
      readonly promptTokens: number;
      /** From the prompt to the last token, measured in the trainer. */
      readonly milliseconds: number;
    }
  /** The answers, in the order of the examples. */
  | { readonly kind: 'answered-all'; readonly request: number; readonly rows: readonly AnswerRow[] }
  | { readonly kind: 'attention'; readonly request: number; readonly view: AttentionView }
  | { readonly kind: 'sequence'; readonly request: number; readonly view: TrainingSequenceView }
  /** A safetensors file; the bytes change hands. */
  | { readonly kind: 'weights'; readonly request: number; readonly bytes: ArrayBuffer }
  /** `name` is what a config says as its base from now on. */
  | { readonly kind: 'base-imported'; readonly request: number; readonly name: string }
  /** Something worth knowing that is no failure, as a sentence. */
  | { readonly kind: 'notice'; readonly run: number; readonly message: string }
  /** A sentence that says what happened, what was kept and what to do next. `run` null: not tied to a run. */
  | {
      readonly kind: 'failed';
      readonly run: number | null;
      /** The question or request that stays unanswered, if it is one. */
      readonly request?: number;
      readonly message: string;
    };
