import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { switchTo } from '../kernels/testing/backends';
import { disposeModel, hastyModel, tinyModel } from '../model/testing/tiny-model';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { forgetting } from './forgetting';

describe('forgetting', () => {
  beforeAll(() => switchTo('wasm'));

  it('finds no distance between a model and itself, and some between two models', async () => {
    const [base, other] = [hastyModel(), tinyModel(4)];
    const before = memory().numTensors;
    const same = await forgetting(base, base, CLEVR_POLICY_T);
    expect(Math.abs(same.kl)).toBeLessThan(1e-4);
    const { kl, ...skills } = await forgetting(other, base, CLEVR_POLICY_T);
    expect(kl).toBeGreaterThan(0.1);
    for (const skill of Object.values(skills)) {
      expect(skill).toBeGreaterThanOrEqual(0);
      expect(skill).toBeLessThan(0.3); // neither model has learned anything
    }
    expect(memory().numTensors).toBe(before);
    disposeModel(base);
    disposeModel(other);
  });
});
