import type { CostEstimate } from '../experiment/plan/estimate';
import type { StageName } from '../experiment/plan/methods';
import { WorkTime } from '../experiment/run/work-time';
import { Pace } from './pace';

/** Weight of the newest step in the moving average of step times. */
const NEWEST = 0.15;
/** A step counts as at most so many times the average: what lasted longer was a sleep or a hitch. */
const LONGEST = 3;

/** Seconds left; null while nothing of the run has been timed. */
export interface TimeLeft {
  readonly stageEta: number | null;
  readonly runEta: number | null;
}

/** Time left, from measured steps and evaluations, and the estimated cost of what has not begun. */
export class ProgressClock {
  private stage: StageName | null = null;
  private readonly time = new WorkTime();
  private readonly pace = new Pace();
  private last = 0;
  private secondsPerStep = 0;
  /** Steps of the stage that this clock has seen, and how many it has in all. */
  private seen = 0;
  private steps = 1;
  private evaluationStart: number | null = null;

  constructor(private readonly cost: CostEstimate) {}

  stageStarted(stage: StageName): void {
    this.stage = stage;
    this.last = this.time.look();
    this.secondsPerStep = 0;
    this.seen = 0;
    this.evaluationStart = null;
  }

  /** Takes time out of the work in progress in which the run rested (paused, or answering questions). */
  rested(milliseconds: number): void {
    this.time.leaveOut(milliseconds);
  }

  /** Seconds left for the training of this stage and for the whole run after one more step. */
  step(step: number, steps: number): { stageEta: number; runEta: number } {
    const now = this.time.look();
    const seconds = (now - this.last) / 1000;
    this.last = now;
    this.seen += 1;
    this.steps = steps;
    const average = this.secondsPerStep;
    this.secondsPerStep =
      average === 0 ? seconds : average + NEWEST * (Math.min(seconds, LONGEST * average) - average);
    const stageEta = (steps - step - 1) * this.secondsPerStep;
    const pace = this.pace.with(this.trained(), this.seen * this.secondsPerStep);
    return { stageEta, runEta: stageEta + pace.seconds(this.later() + this.perEvaluation()) };
  }

  /**
   * Seconds left for an evaluation and for the whole run.
   *
   * @param fraction of the evaluation that is done; 0 begins one
   */
  evaluating(fraction: number): TimeLeft {
    const now = this.time.look();
    if (this.evaluationStart === null) {
      this.pace.add(this.trained(), this.seen * this.secondsPerStep);
      this.evaluationStart = now;
    }
    const seconds = (now - this.evaluationStart) / 1000;
    const done = fraction * this.perEvaluation();
    const pace = fraction > 0 ? this.pace.with(done, seconds) : this.pace;
    if (!pace.isKnown) {
      return { stageEta: null, runEta: null };
    }
    const stageEta =
      fraction > 0 ? (seconds * (1 - fraction)) / fraction : pace.seconds(this.perEvaluation());
    return { stageEta, runEta: stageEta + pace.seconds(this.later()) };
  }

  /** The evaluation in progress is through; one that was told again, and not made, does not count. */
  evaluated(): void {
    if (this.evaluationStart !== null) {
      this.pace.add(this.perEvaluation(), (this.time.look() - this.evaluationStart) / 1000);
      this.evaluationStart = null;
    }
    this.seen = 0;
  }

  /** Operations of the steps that this clock has seen in the stage. */
  private trained(): number {
    const flops = this.cost.stages.find(({ stage }) => stage === this.stage)?.flops ?? 0;
    return (flops * this.seen) / this.steps;
  }

  private perEvaluation(): number {
    return this.cost.evaluationFlops / (1 + this.cost.stages.length);
  }

  /** Operations of the stages to come, with their evaluations. */
  private later(): number {
    const current = this.cost.stages.findIndex(({ stage }) => stage === this.stage);
    return this.cost.stages
      .slice(current + 1)
      .reduce((sum, { flops }) => sum + flops + this.perEvaluation(), 0);
  }
}
