import {
  add,
  clipByValue,
  exp,
  less,
  maximum,
  minimum,
  mul,
  neg,
  type Scalar,
  sub,
  sum,
  type Tensor1D,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { stopGradient } from '../kernels/mode';
import type { Arithmetic } from './arithmetic';
import { clippedObjective, k3, type Objective, ratioOf } from './policy-rollout';

/** The objective of policy-rollout.ts on tensors, as the trainer differentiates it. */

const TENSORS: Arithmetic<Tensor1D> = {
  sub,
  mul,
  scale: (a, by) => mul(a, by),
  minusOne: (a) => sub(a, 1),
  exp,
  clamp: clipByValue,
  min: minimum,
  max: maximum,
  whereNegative: (sign, yes, no) => where(less(sign, 0), yes, no),
};

/**
 * Loss per token: the negative of the clipped objective.
 *
 * @param logp [tokens], differentiable; @param advantages [tokens], A of each token's response
 * @param logpOld [tokens], or null where pi still is pi_old: rho is 1 then, with the slope that it has there
 * @returns [tokens]
 */
export function perTokenLoss(
  logp: Tensor1D,
  logpOld: Tensor1D | null,
  advantages: Tensor1D,
  constants: Pick<Objective, 'clipLow' | 'clipHigh' | 'dualClip'>,
): Tensor1D {
  return tidy(() => {
    const ratio = ratioOf(TENSORS, logp, logpOld ?? stopGradient(logp));
    return neg(clippedObjective(TENSORS, ratio, advantages, constants).objective);
  });
}

/** KL(pi || reference) per token, [tokens], nats. */
export function perTokenKl(logp: Tensor1D, logpRef: Tensor1D): Tensor1D {
  return tidy(() => k3(TENSORS, logp, logpRef));
}

/**
 * The whole loss: sum over tokens of weight * (loss + beta KL).
 *
 * @param logpOld [tokens], or null where pi still is pi_old
 * @param weights [tokens], from aggregationWeights
 * @param logpRef [tokens], needed when klBeta > 0
 */
export function objectiveLoss(
  logp: Tensor1D,
  logpOld: Tensor1D | null,
  logpRef: Tensor1D | null,
  advantages: Tensor1D,
  weights: Tensor1D,
  objective: Objective,
): Scalar {
  return tidy(() => {
    const loss = perTokenLoss(logp, logpOld, advantages, objective);
    const total = logpRef ? add(loss, mul(perTokenKl(logp, logpRef), objective.klBeta)) : loss;
    return sum(mul(total, weights)) as Scalar;
  });
}

/** Shares of tokens whose ratio the clip cut, below for A < 0 and above for A > 0 (TRL's clip_ratio). */
export function clipShares(
  logp: ArrayLike<number>,
  logpOld: ArrayLike<number>,
  advantages: ArrayLike<number>,
  { clipLow, clipHigh }: Pick<Objective, 'clipLow' | 'clipHigh'>,
): { low: number; high: number } {
  let low = 0;
  let high = 0;
  for (let token = 0; token < logp.length; token++) {
    const ratio = Math.exp(logp[token] - logpOld[token]);
    low += advantages[token] < 0 && ratio < 1 - clipLow ? 1 : 0;
    high += advantages[token] > 0 && ratio > 1 + clipHigh ? 1 : 0;
  }
  const tokens = Math.max(1, logp.length);
  return { low: low / tokens, high: high / tokens };
}
