import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointOf } from '../testing/checkpoints';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-codec';
import { NOTHING_DONE } from './run-state';

describe('a checkpoint as bytes', () => {
  it.each(['between stages', 'in the middle of RL'] as const)('comes back as it was, %s', (where) => {
    const checkpoint = checkpointOf(where);
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual({ ok: true, checkpoint });
  });

  it('comes back with weights and rollouts that are no numbers any more', () => {
    const checkpoint = structuredClone(checkpointOf('in the middle of RL'));
    const { current, rollouts } = checkpoint.state;
    current?.parameters.set([Number.NaN, Number.POSITIVE_INFINITY, 3e38]);
    const responses = rollouts.flatMap(({ groups }) => groups.flatMap((group) => group.responses));
    for (const response of responses) Object.assign(response, { logp: Number.NEGATIVE_INFINITY });
    expect(responses.length).toBeGreaterThan(0);
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual({ ok: true, checkpoint });
  });

  it('comes back as a run that has only begun', () => {
    const checkpoint = { ...checkpointOf('between stages'), state: NOTHING_DONE };
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual({ ok: true, checkpoint });
  });

  it('comes back from bytes that lie anywhere in a buffer', () => {
    const bytes = encodeCheckpoint(checkpointOf('in the middle of RL'));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeCheckpoint(shifted.subarray(3)).ok).toBe(true);
  });

  it('is refused in one sentence when it is cut off, changed, or something else, and nothing is thrown', () => {
    const bytes = encodeCheckpoint(checkpointOf('in the middle of RL'));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
          fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 255 })).map(([at, change]) => {
            const copy = bytes.slice();
            copy[at] ^= change;
            return copy;
          }),
        ),
        (other) => {
          const decoded = decodeCheckpoint(other);
          // A changed letter inside the JSON may go unnoticed here: that is what the digest is for.
          if (!decoded.ok) {
            expect(decoded.message).toMatch(/^A run that this browser kept cannot be read: [^.]+\.$/);
          }
          expect(decoded.ok && other.length < bytes.length).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is refused when a part that its record speaks of is not there', () => {
    const checkpoint = checkpointOf('in the middle of RL');
    const without = { ...checkpoint, state: { ...checkpoint.state, values: new Map() } };
    expect(decodeCheckpoint(encodeCheckpoint(without))).toMatchObject({
      message: expect.stringContaining('do not belong together'),
    });
    const unequal = new Map(checkpoint.state.values).set('cot-sft', new Float32Array(3));
    expect(
      decodeCheckpoint(encodeCheckpoint({ ...checkpoint, state: { ...checkpoint.state, values: unequal } }))
        .ok,
    ).toBe(false);
  });
});
