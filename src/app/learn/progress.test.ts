import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../terms/lesson-steps';
import {
  BEGINNING,
  type Progress,
  storedProgress,
  storeProgress,
  withoutPrediction,
  withPrediction,
  withRecording,
} from './progress';

const refusing = () => {
  throw new DOMException('storage is forbidden', 'SecurityError');
};

function memory(): { getItem(key: string): string | null; setItem(key: string, value: string): void } {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

const WHOLE: Progress = {
  step: 6,
  recording: 'quick 2026-01-01',
  predictions: {
    follow: [true, false, true],
    cost: 40,
    inject: ['policy', 'answer'],
    reason: 0,
    explore: [0, 7],
    'with-policy': [10, 20, 30, 40, 100],
    'wrong-reasons': true,
    override: 100,
    forgetting: 'textWalk',
    class: 90,
    tools: { said: 'OCR_v1', right: 'OCR_v4' },
  },
  teacher: true,
};

describe('progress', () => {
  it('comes back from storage as it was put there, every step’s prediction with it', () => {
    const storage = memory();
    storeProgress(() => storage, WHOLE);
    expect(storedProgress(() => storage)).toEqual(WHOLE);
    expect(Object.keys(WHOLE.predictions)).toEqual(STEPS.map(({ id }) => id));
  });

  it('begins anew where storage is empty, forbidden, or full', () => {
    expect(storedProgress(memory)).toEqual(BEGINNING);
    expect(storedProgress(refusing)).toEqual(BEGINNING);
    expect(() => storeProgress(refusing, WHOLE)).not.toThrow();
    expect(() => storeProgress(() => ({ setItem: refusing }), WHOLE)).not.toThrow();
  });

  it('refuses what it has not written', () => {
    const read = (json: unknown) => storedProgress(() => ({ getItem: () => JSON.stringify(json) }));
    expect(read(WHOLE)).toEqual(WHOLE);
    for (const wrong of [
      { ...WHOLE, step: STEPS.length + 1 },
      { ...WHOLE, predictions: { ...WHOLE.predictions, cost: 101 } },
      { ...WHOLE, predictions: { ...WHOLE.predictions, 'with-policy': [1, 2] } },
      { ...WHOLE, predictions: { unknown: 1 } },
      { ...WHOLE, more: 1 },
    ])
      expect(read(wrong)).toEqual(BEGINNING);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(storedProgress(() => ({ getItem: () => text })).step).toBe(1);
      }),
    );
  });

  it('commits to a prediction and takes it back, and leaves the others', () => {
    const committed = withPrediction(BEGINNING, 'cost', 35);
    expect(committed.predictions).toEqual({ cost: 35 });
    const two = withPrediction(committed, 'reason', 0);
    expect(withoutPrediction(two, 'cost').predictions).toEqual({ reason: 0 });
    expect(BEGINNING.predictions).toEqual({});
  });

  it('drops predictions about another recording, and keeps those that hold for any', () => {
    expect(withRecording(WHOLE, 'quick 2026-01-01')).toBe(WHOLE);
    const { follow, inject } = WHOLE.predictions;
    expect(withRecording(WHOLE, 'another')).toEqual({
      ...WHOLE,
      recording: 'another',
      predictions: { follow, inject },
    });
    const first = { ...WHOLE, recording: null };
    expect(withRecording(first, 'any').predictions).toEqual(WHOLE.predictions);
  });
});
