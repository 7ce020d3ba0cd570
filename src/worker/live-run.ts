import type { ExperimentConfig } from '../experiment/plan/config';
import { estimateCost } from '../experiment/plan/estimate';
import { type Method, STAGE_NAMES, type StageName } from '../experiment/plan/methods';
import type { Hold } from '../experiment/record/checkpoint-store';
import type { Provenance } from '../experiment/record/run-record';
import { type RunState, stagesSoFar, whereabouts } from '../experiment/record/run-state';
import { rolloutGroup, stepUpdates } from '../experiment/record/views';
import type { PipelineHooks } from '../experiment/run/pipeline-hooks';
import { taskOf } from '../tasks/registry';
import type { AskQueue } from './ask-queue';
import { type Gate, Stopped } from './gate';
import type { Keeper } from './keeper';
import { ProgressClock } from './progress-clock';
import type { BackendName, TrainerEvent } from './protocol';

/** What a run is to do. */
export interface Job {
  readonly run: number;
  /** The record's id; it outlives the tab. */
  readonly id: string;
  readonly config: ExperimentConfig;
  /** ISO date of the run's first start. */
  readonly started: string;
  /** Halt before the first update. */
  readonly paused: boolean;
  readonly from: RunState;
  /** What a restored run began on; null for one that began here. */
  readonly origin: { readonly base: string; readonly provenance: Provenance } | null;
}

/** Groups of an RL step that are sent to the page. */
const SENT_GROUPS = 4;

/** A run in this session: what it tells the page, and what is kept of it. */
export class LiveRun {
  /** Parameters after each finished stage, for questions and files. */
  readonly snapshots = new Map<StageName, Float32Array>();
  keeper: Keeper | null = null;
  /** Every group of an RL step is sent to the page and kept, not some. */
  private allGroups = false;
  backend: BackendName | null = null;
  /** SHA-256 of the parameters of the base that it works on, in hex. */
  base: string | null = null;
  /** The hooks that are listened to. */
  private active: PipelineHooks | null = null;

  constructor(
    readonly job: Job,
    readonly gate: Gate,
    private readonly questions: AskQueue,
    readonly emit: (event: TrainerEvent) => void,
    /** The run's place in the store, where it was held before it began. */
    readonly hold: Hold | null,
  ) {}

  keepGroups(all: boolean): void {
    this.allGroups = all;
  }

  /** Tells from where the run goes on. */
  tellStart(from: RunState, isRetry: boolean): void {
    const { run, config, origin } = this.job;
    this.emit({ kind: 'state', run, state: 'running' });
    if (from.stages.length === 0) {
      return;
    }
    this.emit({ kind: 'restored', run, stages: stagesSoFar(from), rollouts: from.rollouts });
    const notes = [
      ...(isRetry
        ? [
            `The graphics device was lost. The run goes on from ${placeOf(from, config.method)}, on a new one.`,
          ]
        : []),
      ...(origin && origin.provenance.backend !== this.backend
        ? [
            `This run began on ${origin.provenance.backend} and goes on on ${this.backend}: the last digits may differ.`,
          ]
        : []),
    ];
    if (notes.length > 0) {
      this.emit({ kind: 'notice', run, message: notes.join(' ') });
    }
  }

  /** The hooks of one attempt; from now on those of attempts before stop their pipeline and say nothing. */
  hooks(): PipelineHooks {
    const { run, config } = this.job;
    const { gate, snapshots, keeper } = this;
    const clock = new ProgressClock(estimateCost(config));
    const task = taskOf(config.dataset.kind);
    const emit = (event: TrainerEvent) => {
      if (this.active === hooks) {
        this.emit(event);
      }
    };
    const hooks: PipelineHooks = {
      gate: async (point) => {
        const arrived = performance.now();
        if (this.active !== hooks) {
          throw new Stopped();
        }
        await gate.pass(point);
        await this.questions.reserve();
        clock.rested(performance.now() - arrived);
      },
      keepsAllGroups: () => this.allGroups,
      questions: (questions) => emit({ kind: 'questions', run, questions }),
      stageStarted: (stage, steps) => {
        clock.stageStarted(stage);
        emit({ kind: 'stage-started', run, stage, steps });
      },
      progress: (stage, step, steps, point) =>
        emit({ kind: 'progress', run, stage, step, steps, ...clock.step(step, steps), point }),
      phase: (step, phase) => emit({ kind: 'phase', run, step, phase }),
      rollouts: (step, groups) =>
        emit({
          kind: 'rollouts',
          run,
          step,
          groups: (this.allGroups ? groups : groups.slice(0, SENT_GROUPS)).map((group) =>
            rolloutGroup(task, group),
          ),
          sampled: groups.length,
          updates: stepUpdates(groups, config.rl.updatesPerStep),
        }),
      sample: (stage, outcome) => emit({ kind: 'sample', run, stage, outcome }),
      evaluating: (stage, fraction) =>
        emit({ kind: 'evaluating', run, stage, fraction, runEta: clock.evaluating(fraction).runEta }),
      evaluated: (stage, evaluation) => {
        clock.evaluated();
        emit({ kind: 'evaluated', run, stage, evaluation });
      },
      snapshot: (stage, values) => snapshots.set(stage, values),
      checkpoint: async (point, take, isSound) => {
        if (this.active === hooks) {
          await keeper?.offer(point, take, isSound, !gate.isOpen);
        }
      },
      anomaly: (_, { message }) => {
        gate.pause();
        const kept = keeper?.latest;
        const where = kept ? ` The last sound checkpoint is of ${placeOf(kept, config.method)}.` : '';
        emit({ kind: 'anomaly', run, message: `${message} The run is paused.${where}` });
      },
    };
    this.active = hooks;
    return hooks;
  }

  /** Nothing more is heard from these hooks. */
  end(hooks: PipelineHooks): void {
    if (this.active === hooks) {
      this.active = null;
    }
  }
}

/** Where a state is, in words: "RL, step 3", "the start of RL". */
export function placeOf(state: RunState, method: Method): string {
  const { stage, step } = whereabouts(state, method);
  return step > 0 ? `${STAGE_NAMES[stage]}, step ${step}` : `the start of ${STAGE_NAMES[stage]}`;
}
