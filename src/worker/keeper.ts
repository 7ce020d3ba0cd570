import type { Checkpoint } from '../experiment/record/checkpoint-codec';
import type { Hold } from '../experiment/record/checkpoint-store';
import type { RunState } from '../experiment/record/run-state';
import type { StatePoint } from '../experiment/run/pipeline-hooks';

/** A refresh or a crash loses at most this much of a run, whichever is less. */
const KEEP_EVERY_MS = 10_000;
const KEEP_EVERY_UPDATES = 25;

/**
 * Keeps the states of a run: the newest in memory, to go back to, and the same as a checkpoint in the browser's
 * storage. The run waits only until a state has been read from the device; writing goes on beside it.
 */
export class Keeper {
  private takenAt = performance.now();
  private updates = 0;
  private waiting: RunState | null = null;
  private writing: Promise<void> | null = null;
  private isFaultTold = false;

  /**
   * @param hold null: nothing is written
   * @param head what a checkpoint says beside the state
   * @param onFault hears once why nothing is written
   * @param latest the newest state, at first the one that the run goes on from; null before there is one
   * @param isStored a state of this run is in the storage
   */
  constructor(
    private readonly hold: Hold | null,
    private readonly head: Omit<Checkpoint, 'state'>,
    private readonly onFault: (message: string) => void,
    public latest: RunState | null = null,
    private isStored = false,
  ) {}

  /**
   * Takes the state if it is time and the model is sound. `isResting`: the run is about to wait for its visitor, who may close the page.
   */
  async offer(
    point: StatePoint,
    take: () => Promise<RunState>,
    isSound: () => Promise<boolean>,
    isResting: boolean,
  ): Promise<void> {
    this.updates += 1;
    const isTime =
      performance.now() - this.takenAt >= KEEP_EVERY_MS || this.updates >= KEEP_EVERY_UPDATES || isResting;
    if (point === 'step' && !isTime) {
      return;
    }
    if (!(await isSound())) {
      return;
    }
    const state = await take();
    this.latest = state;
    this.takenAt = performance.now();
    this.updates = 0;
    if (this.hold) {
      this.waiting = state;
      this.writing ??= this.write(this.hold);
    }
    if (isResting) {
      // Nobody is kept waiting, and a visitor who reads that the run is paused may leave.
      await this.writing;
    }
  }

  /**
   * Stores that the run has begun, and from where, so that it is offered again if the page is closed before it has a state of its
   * own.
   */
  begin(from: RunState): void {
    if (this.hold && !this.isStored) {
      this.waiting = from;
      this.writing ??= this.write(this.hold);
    }
  }

  /** Whether the run can be resumed from what is stored, or is being stored. */
  get isKept(): boolean {
    return this.latest !== null && (this.isStored || this.writing !== null);
  }

  /** Waits until the newest state is written, or cannot be. */
  async settled(): Promise<void> {
    await this.writing;
  }

  /**
   * Ends the writing. `isRecorded`: the record of the run is in the storage, so no checkpoint is needed any more. A run
   * that ended before it had a state leaves nothing.
   */
  async close(isRecorded: boolean): Promise<void> {
    await this.writing;
    if (isRecorded || !this.latest) {
      await this.hold?.remove();
    }
    this.hold?.release();
  }

  /** Writes the newest state; those that came while one was being written are passed over. */
  private async write(hold: Hold): Promise<void> {
    for (let state = this.waiting; state; state = this.waiting) {
      this.waiting = null;
      const fault = await hold.save({ ...this.head, state });
      this.isStored ||= !fault;
      if (fault && !this.isFaultTold) {
        this.isFaultTold = true;
        this.onFault(fault);
      }
    }
    this.writing = null;
  }
}
