import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

export type RandomState = readonly number[];

/**
 * First numbers of a fork that are thrown away. The very first is the seed itself, and hashes of similar names
 * ("step 12", "step 13") lie close together: their first numbers would be correlated by 0.9.
 */
const FORK_WARM_UP = 4;

/**
 * A seeded stream of random numbers. Every purpose (scenes, initial weights, sampling, shuffling) forks its own
 * stream by name, so that drawing more of one thing never changes another.
 */
export class RandomStream {
  private constructor(
    private readonly generator: JumpableRandomGenerator,
    private readonly key: number,
  ) {}

  /** The stream of a seed and a purpose; the same pair gives the same numbers on every machine. */
  static of(seed: number, purpose = ''): RandomStream {
    const key = hash(`${seed}/${purpose}`);
    return new RandomStream(xoroshiro128plus(key), key);
  }

  /** Continues a stream from a saved {@link state}. */
  static from(state: RandomState): RandomStream {
    return new RandomStream(xoroshiro128plusFromState(state.slice(1)), state[0]);
  }

  state(): RandomState {
    return [this.key, ...this.generator.getState()];
  }

  /** An independent stream; depends on this stream's seed and the name only, not on what was drawn before. */
  fork(purpose: string): RandomStream {
    const forked = RandomStream.of(this.key, purpose);
    for (let i = 0; i < FORK_WARM_UP; i++) {
      forked.generator.next();
    }
    return forked;
  }

  /** Uniform 32-bit unsigned integer. */
  uint32(): number {
    return this.generator.next() >>> 0;
  }

  /** Uniform in [0, 1), 32 random bits. */
  next(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Uniform integer in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A uniformly drawn element of a non-empty list. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)];
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const copy = items.slice();
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }

  /** A standard normal draw (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }
}

/** FNV-1a over UTF-16 code units: 32 bits are enough to keep a few dozen named streams apart. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  return h | 0;
}
