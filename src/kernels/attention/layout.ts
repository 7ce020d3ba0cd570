import { type Tensor1D, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';

/**
 * One stretch of consecutive tokens in a flat batch. A segment may continue a prefix: an earlier segment whose keys
 * all its tokens see. A group's responses share their prompt, and a policy's examples share the policy text, this way.
 */
export interface Segment {
  /** First token in the flat batch. */
  readonly start: number;
  readonly length: number;
  /** Index of the segment this one continues, or null. The prefix stands before all its continuations, which follow
   * it without a gap. */
  readonly prefix: number | null;
  /** Image blocks, as [first, last) offsets from `start`: attention is bidirectional inside a block. */
  readonly images: readonly (readonly [first: number, last: number])[];
}

/**
 * Which keys each query sees, without a mask matrix: every query sees one range of prefix keys and one range of its
 * own segment; every key is seen by one range of queries.
 */
export interface AttentionLayout {
  readonly tokens: number;
  /** int32 [segments, 4]: prefix start, prefix length, start, length. */
  readonly segments: Tensor2D;
  /** int32 [tokens, 4]: prefix first, prefix last (exclusive), own first, own last (exclusive). */
  readonly ranges: Tensor2D;
  /** int32 [tokens, 2]: first and last (exclusive) query that sees this key. */
  readonly readers: Tensor2D;
  /** int32 [tokens]: rotary position. */
  readonly positions: Tensor1D;
  readonly longestRange: number;
  dispose(): void;
}

/** The layout of a flat batch. Positions continue from the prefix. */
export function attentionLayout(segments: readonly Segment[]): AttentionLayout {
  const tokens = segments.reduce((sum, segment) => sum + segment.length, 0);
  const table = new Int32Array(segments.length * 4);
  const ranges = new Int32Array(tokens * 4);
  const readers = new Int32Array(tokens * 2);
  const positions = new Int32Array(tokens);
  let longestRange = 0;
  const groupEnd = lastTokenOfGroups(segments);
  segments.forEach((segment, index) => {
    const prefix = segment.prefix === null ? null : segments[segment.prefix];
    const prefixStart = prefix?.start ?? 0;
    const prefixLength = prefix?.length ?? 0;
    table.set([prefixStart, prefixLength, segment.start, segment.length], index * 4);
    longestRange = Math.max(longestRange, prefixLength + segment.length);
    for (let offset = 0; offset < segment.length; offset++) {
      const token = segment.start + offset;
      const block = segment.images.find(([first, last]) => offset >= first && offset < last);
      const own = segment.start + (block ? block[1] : offset + 1);
      ranges.set([prefixStart, prefixStart + prefixLength, segment.start, own], token * 4);
      readers.set([segment.start + (block ? block[0] : offset), groupEnd[index]], token * 2);
      positions[token] = prefixLength + offset;
    }
  });
  const layout = {
    tokens,
    segments: tensor2d(table, [segments.length, 4], 'int32'),
    ranges: tensor2d(ranges, [tokens, 4], 'int32'),
    readers: tensor2d(readers, [tokens, 2], 'int32'),
    positions: tensor1d(positions, 'int32'),
    longestRange,
  };
  return {
    ...layout,
    dispose: () => {
      for (const tensor of [layout.segments, layout.ranges, layout.readers, layout.positions]) {
        tensor.dispose();
      }
    },
  };
}

/** For each segment the end of its last reader: its own end, or the end of the last segment that continues it. */
function lastTokenOfGroups(segments: readonly Segment[]): number[] {
  const ends = segments.map((segment) => segment.start + segment.length);
  segments.forEach((segment) => {
    if (segment.prefix !== null) {
      ends[segment.prefix] = Math.max(ends[segment.prefix], segment.start + segment.length);
    }
  });
  return ends;
}
