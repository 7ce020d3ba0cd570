import type { RandomStream } from '../random/stream';

/** Batches dealt from shuffled epochs, without replacement. Every epoch has an order of its own. */
export class Epochs<T> {
  private shuffled: { epoch: number; items: T[] } | null = null;

  constructor(
    private readonly items: readonly T[],
    private readonly batch: number,
    private readonly random: RandomStream,
  ) {}

  /** The batch of update `step`, counted from 0; the same whatever was asked for before. */
  draw(step: number): T[] {
    const drawn: T[] = [];
    for (let i = step * this.batch; i < (step + 1) * this.batch; i++) {
      const epoch = Math.floor(i / this.items.length);
      drawn.push(this.order(epoch)[i % this.items.length]);
    }
    return drawn;
  }

  private order(epoch: number): T[] {
    if (this.shuffled?.epoch !== epoch) {
      this.shuffled = { epoch, items: this.random.fork(`epoch ${epoch}`).shuffled(this.items) };
    }
    return this.shuffled.items;
  }
}
