import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

/** 128 bits, as four signed integers of 32. */
type Key = readonly [number, number, number, number];

/**
 * A seeded stream of random numbers. Every purpose (scenes, initial weights, sampling, shuffling) forks its own
 * stream by name, so that drawing more of one thing never changes another.
 */
export class RandomStream {
  private readonly generator: JumpableRandomGenerator;

  private constructor(private readonly key: Key) {
    this.generator = xoroshiro128plusFromState(key);
    // The first number is a sum of two words of the state, which is the key itself.
    this.generator.next();
  }

  /** The stream of a seed and a purpose; the same pair gives the same numbers on every machine. */
  static of(seed: number, purpose = ''): RandomStream {
    return new RandomStream(hash(`${seed}/${purpose}`));
  }

  /** An independent stream; depends on this stream's seed and the names of its forks only, not on what was drawn before. */
  fork(purpose: string): RandomStream {
    return new RandomStream(hash(`${this.key.join()}/${purpose}`));
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

/** Where the four lanes of {@link hash} begin: the fractions of the square roots of 2, 3, 5 and 7. */
const LANES = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a] as const;

/**
 * FNV-1a over UTF-16 code units in four lanes, each finalised together with the others. Without the last step, names that differ in
 * their last letter ("step 12", "step 13") give keys that lie close together, and streams that are correlated.
 */
function hash(text: string): Key {
  const lanes: [number, number, number, number] = [...LANES];
  for (let i = 0; i < text.length; i++) {
    for (let lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = Math.imul(lanes[lane] ^ text.charCodeAt(i), 0x01000193);
    }
  }
  // Lanes of one polynomial are not independent: two rounds, in which each is finalised with what came out of the one before it.
  for (let round = 0; round < 2; round++) {
    for (let lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = finalised(lanes[lane] ^ Math.imul(lanes[(lane + 3) % 4] + lane + 1, 0x9e3779b1));
    }
  }
  return lanes;
}

/** The finaliser of MurmurHash3 (Appleby): every bit of the result depends on every bit of the argument. */
function finalised(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
