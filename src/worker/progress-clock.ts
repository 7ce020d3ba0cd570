import type { CostEstimate } from '../experiment/plan/estimate';
import type { StageName } from '../experiment/plan/methods';
import { WorkTime } from '../experiment/run/work-time';

/** Weight of the newest step in the moving average of step times. */
const NEWEST = 0.15;
/** A step counts as at most so many times the average: what lasted longer was a sleep or a hitch. */
const LONGEST = 3;

/** Time left, from measured step times and the estimated cost of what has not begun. */
export class ProgressClock {
  private stage: StageName | null = null;
  private readonly time = new WorkTime();
  private last = 0;
  private secondsPerStep = 0;

  constructor(private readonly cost: CostEstimate) {}

  stageStarted(stage: StageName): void {
    this.stage = stage;
    this.last = this.time.look();
    this.secondsPerStep = 0;
  }

  /** Takes time out of the step in progress in which the run rested (paused, or answering questions). */
  rested(milliseconds: number): void {
    this.time.leaveOut(milliseconds);
  }

  /** Seconds left for this stage and for the whole run after one more step. */
  step(step: number, steps: number): { stageEta: number; runEta: number } {
    const now = this.time.look();
    const seconds = (now - this.last) / 1000;
    this.last = now;
    const average = this.secondsPerStep;
    this.secondsPerStep =
      average === 0 ? seconds : average + NEWEST * (Math.min(seconds, LONGEST * average) - average);
    const stageEta = (steps - step - 1) * this.secondsPerStep;
    const current = this.cost.stages.findIndex(({ stage }) => stage === this.stage);
    const later = this.cost.stages.slice(current + 1).reduce((sum, { flops }) => sum + flops, 0);
    const stageFlops = this.cost.stages[current]?.flops ?? 0;
    const secondsPerFlop = stageFlops > 0 ? (this.secondsPerStep * steps) / stageFlops : 0;
    return { stageEta, runEta: stageEta + later * secondsPerFlop };
  }
}
