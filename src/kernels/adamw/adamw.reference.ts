import {
  add,
  cast,
  div,
  equal,
  greater,
  keep,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { ParameterBuffers } from '../parameters';
import { type AdamWOptions, type AdamWState, FROZEN, TRAINED_WITH_DECAY } from './state';

/** The specification of adamW in stock ops; `state.step` already counts this update. */
export function adamWReference(
  parameters: ParameterBuffers,
  state: AdamWState,
  mask: Tensor1D,
  options: AdamWOptions,
): Tensor {
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = options;
  const old = [parameters.values, parameters.grads, state.m, state.v];
  const norm = tidy(() => {
    const trained = cast(greater(mask, FROZEN), 'float32');
    const decayed = cast(equal(mask, TRAINED_WITH_DECAY), 'float32');
    const masked = mul(parameters.grads, trained);
    const total = sqrt(sum(square(masked)));
    const gradient = mul(masked, minimum(1, div(clipNorm, add(total, 1e-6))));
    const m = add(mul(state.m, beta1), mul(gradient, 1 - beta1));
    const v = add(mul(state.v, beta2), mul(square(gradient), 1 - beta2));
    const mHat = div(m, 1 - beta1 ** state.step);
    const vHat = div(v, 1 - beta2 ** state.step);
    const shrink = mul(mul(parameters.values, decayed), weightDecay);
    const update = mul(add(div(mHat, add(sqrt(vHat), epsilon)), shrink), trained);
    parameters.values = keep(sub(parameters.values, mul(update, learningRate)) as Tensor1D);
    parameters.grads = keep(zerosLike(parameters.grads) as Tensor1D);
    state.m = keep(m as Tensor1D);
    state.v = keep(v as Tensor1D);
    return total;
  });
  for (const tensor of old) {
    tensor.dispose();
  }
  return norm;
}
