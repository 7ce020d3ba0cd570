import { Tensor } from '@tensorflow/tfjs-core';
import { listenToWork, type Work } from '../kernels/work';

/** `waiting`: for a tensor to be read back. `rest`: none of the others, that is, JavaScript around the engine, and pictures drawn. */
export type Kind = Work | 'waiting' | 'rest';

/** Every moment of a run belongs to one part of it and one kind of work, so that their times add up to the clock's. */
export class WorkClock {
  /** Milliseconds by part, then by kind. */
  readonly times = new Map<string, Map<Kind, number>>();
  private readonly stack: Work[] = [];
  private reads = 0;
  private last = performance.now();
  private readonly data = Tensor.prototype.data;

  constructor(private part: string) {
    const clock = this;
    const data = this.data;
    listenToWork({
      begins: (work) => {
        this.look();
        this.stack.push(work);
      },
      ends: () => {
        this.look();
        this.stack.pop();
      },
    });
    Tensor.prototype.data = async function (this: Tensor) {
      clock.look();
      clock.reads++;
      try {
        return await data.call(this);
      } finally {
        clock.look();
        clock.reads--;
      }
    } as typeof data;
  }

  /** From now on it is this part of the run. */
  enter(part: string): void {
    this.look();
    this.part = part;
  }

  end(): void {
    this.look();
    listenToWork(null);
    Tensor.prototype.data = this.data;
  }

  /** The time since the last look goes to what has been going on. */
  private look(): void {
    const now = performance.now();
    const kind = this.stack.at(-1) ?? (this.reads > 0 ? 'waiting' : 'rest');
    const times = this.times.get(this.part) ?? new Map<Kind, number>();
    this.times.set(this.part, times);
    times.set(kind, (times.get(kind) ?? 0) + now - this.last);
    this.last = now;
  }
}
