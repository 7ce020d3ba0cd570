import type { CostEstimate } from '../experiment/plan/estimate';
import type { StageName } from '../experiment/plan/methods';

/** Weight of the newest step in the moving average of step times. */
const NEWEST = 0.15;

/** Time left, from measured step times and the estimated cost of what has not begun. */
export class ProgressClock {
  private stage: StageName | null = null;
  private last = 0;
  private secondsPerStep = 0;

  constructor(private readonly cost: CostEstimate) {}

  stageStarted(stage: StageName): void {
    this.stage = stage;
    this.last = performance.now();
    this.secondsPerStep = 0;
  }

  /** Takes time out of the step in progress in which the run rested (paused, or answering questions). */
  rested(milliseconds: number): void {
    this.last += milliseconds;
  }

  /** Seconds left for this stage and for the whole run after one more step. */
  step(step: number, steps: number): { stageEta: number; runEta: number } {
    const now = performance.now();
    const seconds = (now - this.last) / 1000;
    this.last = now;
    this.secondsPerStep =
      this.secondsPerStep === 0 ? seconds : this.secondsPerStep + NEWEST * (seconds - this.secondsPerStep);
    const stageEta = (steps - step - 1) * this.secondsPerStep;
    const current = this.cost.stages.findIndex(({ stage }) => stage === this.stage);
    const later = this.cost.stages.slice(current + 1).reduce((sum, { flops }) => sum + flops, 0);
    const stageFlops = this.cost.stages[current]?.flops ?? 0;
    const secondsPerFlop = stageFlops > 0 ? (this.secondsPerStep * steps) / stageFlops : 0;
    return { stageEta, runEta: stageEta + later * secondsPerFlop };
  }
}
