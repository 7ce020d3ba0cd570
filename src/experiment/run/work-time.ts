/** A gap between two looks at the clock that is this long, and far longer than those before, was a sleep of the device. */
const SLEEP_MS = 60_000;
const SLEEP_TIMES = 5;
const REMEMBERED = 20;

/**
 * Time in work done. A device that sleeps stops the work, but on some systems not the clock: of a gap that no work explains
 * only a part counts. Whoever works looks at the clock at every step.
 */
export class WorkTime {
  private last = performance.now();
  private total = 0;
  /** The latest gaps, those of sleeps left out. */
  private readonly gaps: number[] = [];
  private wasCut = false;

  /** Counts the time since the last look as work. Returns milliseconds of work so far. */
  look(): number {
    const now = performance.now();
    const gap = now - this.last;
    this.last = now;
    const most = Math.max(SLEEP_MS, SLEEP_TIMES * Math.max(0, ...this.gaps));
    const isCut = gap > most;
    // Twice in a row is no sleep: the steps have become that long.
    if (!isCut || this.wasCut) {
      this.gaps.push(gap);
      this.gaps.splice(0, this.gaps.length - REMEMBERED);
    }
    this.wasCut = isCut;
    this.total += Math.min(gap, most);
    return this.total;
  }

  /** Leaves out time in which nothing was done, such as a pause. */
  leaveOut(milliseconds: number): void {
    this.last += milliseconds;
  }
}
