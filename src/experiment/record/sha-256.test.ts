import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, sha256ByHand } from './sha-256';

const hex = (digest: ArrayBuffer) => Buffer.from(digest).toString('hex');

describe('SHA-256', () => {
  it('by hand is that of Node, for bytes of every length', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const expected = createHash('sha256').update(bytes).digest('hex');
        expect(hex(sha256ByHand(bytes))).toBe(expected);
        expect(hex(await sha256(Uint8Array.from(bytes)))).toBe(expected);
      }),
    );
  });

  it('takes megabytes of a checkpoint in a moment', () => {
    const bytes = new Uint8Array(4_000_000).fill(7);
    const start = performance.now();
    expect(hex(sha256ByHand(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
