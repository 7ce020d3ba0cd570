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
import type { PolicyLossOptions } from './objectives';

/**
 * Clipped surrogate per token, rho = exp(logp - logpOld):
 *
 *   loss = -min(rho A, clip(rho, 1 - low, 1 + high) A), and min(loss, -c A) where A < 0.
 *
 * @param logp [tokens], differentiable; @param advantages [tokens], A of each token's response
 * @param logpOld [tokens], or null where pi still is pi_old: rho is 1 then, with the slope that it has there
 * @returns [tokens]
 */
export function perTokenPolicyLoss(
  logp: Tensor1D,
  logpOld: Tensor1D | null,
  advantages: Tensor1D,
  { clipLow, clipHigh, dualClip }: Omit<PolicyLossOptions, 'klBeta'>,
): Tensor1D {
  return tidy(() => {
    const ratio = exp(sub(logp, logpOld ?? stopGradient(logp)));
    const clipped = clipByValue(ratio, 1 - clipLow, 1 + clipHigh);
    const loss = maximum(neg(mul(ratio, advantages)), neg(mul(clipped, advantages)));
    const bounded = minimum(loss, mul(advantages, -dualClip));
    return where(less(advantages, 0), bounded, loss) as Tensor1D;
  });
}

/**
 * k3 estimator of KL(pi || reference) per token (Schulman, 2020): d = logpRef - logp, e^d - d - 1, d clamped to +-20.
 *
 * @returns [tokens], nats
 */
export function perTokenKl(logp: Tensor1D, logpRef: Tensor1D): Tensor1D {
  return tidy(() => {
    const d = clipByValue(sub(logpRef, logp), -20, 20);
    return sub(sub(exp(d), d), 1) as Tensor1D;
  });
}

/**
 * The whole objective: sum over tokens of weight * (policy loss + beta KL).
 *
 * @param logpOld [tokens], or null where pi still is pi_old
 * @param weights [tokens], from aggregationWeights
 * @param logpRef [tokens], needed when klBeta > 0
 */
export function policyObjective(
  logp: Tensor1D,
  logpOld: Tensor1D | null,
  logpRef: Tensor1D | null,
  advantages: Tensor1D,
  weights: Tensor1D,
  options: PolicyLossOptions,
): Scalar {
  return tidy(() => {
    const loss = perTokenPolicyLoss(logp, logpOld, advantages, options);
    const total = logpRef ? add(loss, mul(perTokenKl(logp, logpRef), options.klBeta)) : loss;
    return sum(mul(total, weights)) as Scalar;
  });
}

/** Shares of tokens whose ratio the clip cut, below for A < 0 and above for A > 0 (TRL's clip_ratio). */
export function clipShares(
  logp: ArrayLike<number>,
  logpOld: ArrayLike<number>,
  advantages: ArrayLike<number>,
  { clipLow, clipHigh }: Pick<PolicyLossOptions, 'clipLow' | 'clipHigh'>,
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
