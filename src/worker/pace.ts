/** How long estimated operations take, from those that have been timed. */
export class Pace {
  constructor(
    private flops = 0,
    private time = 0,
  ) {}

  /** Work that is done: so many operations took so many seconds. */
  add(flops: number, seconds: number): void {
    this.flops += flops;
    this.time += seconds;
  }

  /** The pace with some more work that is under way. */
  with(flops: number, seconds: number): Pace {
    return new Pace(this.flops + flops, this.time + seconds);
  }

  get isKnown(): boolean {
    return this.flops > 0 && this.time > 0;
  }

  /** Seconds that so many operations will take; 0 while the pace is unknown. */
  seconds(flops: number): number {
    return this.isKnown ? (flops * this.time) / this.flops : 0;
  }
}
