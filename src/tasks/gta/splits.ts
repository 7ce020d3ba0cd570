import { RandomStream } from '../../random/stream';
import type { Split } from '../dataset';

/** The shares into which profiles, pictures and queries are dealt; training sets of all kinds share one. */
export type Share = 'training' | 'validation' | 'test';

const VALIDATION = 0.15;
const TEST = 0.15;

/**
 * The share that a profile, a picture or a query belongs to, by its name alone: no experiment, seed or split can meet those of
 * another share.
 */
export function shareOf(key: string): Share {
  const place = RandomStream.of(1, 'gta-policy/shares').fork(key).next();
  if (place < TEST) return 'test';
  return place < TEST + VALIDATION ? 'validation' : 'training';
}

/** The CoT set is the beginning of the pool, as in the paper, where 451 calls are all there is to train on. */
export function shareOfSplit(split: Split): Share {
  return split === 'cot' || split === 'pool' ? 'training' : split;
}
