import {
  add,
  dispose,
  type Scalar,
  scalar,
  type Tensor,
  type Tensor1D,
  tensor1d,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import { adamW } from '../kernels/adamw/adamw';
import { type AdamWOptions, type AdamWState, adamWState } from '../kernels/adamw/state';
import { usesReference } from '../kernels/mode';
import { doing } from '../kernels/work';
import type { Parameters, TrainedParameters } from '../model/parameters';

/** A loss to differentiate; `anchor` goes to the forward pass, which hangs the network on the tape with it. */
export type Loss = (anchor: Scalar) => Scalar;

/**
 * Adds the gradient of a loss to the parameters' gradient buffer.
 *
 * @returns the loss
 */
export function accumulateGradients(parameters: Parameters, loss: Loss): Scalar {
  const { buffers } = parameters;
  if (!usesReference()) {
    // Fused kernels write weight gradients by side effect; the anchor's own gradient is a scalar nobody needs.
    const anchor = scalar(0);
    const forward = (a: Tensor) => doing('forward', () => loss(a as Scalar));
    const { value, grad } = doing('backward', () => valueAndGrad(forward)(anchor));
    grad.dispose();
    anchor.dispose();
    return value as Scalar;
  }
  const original = buffers.values;
  const { value, grad } = valueAndGrad((values: Tensor) => {
    buffers.values = values as Tensor1D;
    return loss(scalar(0));
  })(original);
  buffers.values = original;
  const sum = add(buffers.grads, grad) as Tensor1D;
  dispose([buffers.grads, grad]);
  buffers.grads = sum;
  return value as Scalar;
}

const ADAMW_DEFAULTS: Omit<AdamWOptions, 'learningRate'> = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.02,
  clipNorm: 1,
};

/** AdamW's memory between updates, off the device: with it and the parameters a stage goes on as if nothing had been. */
export interface OptimizerState {
  readonly m: Float32Array;
  readonly v: Float32Array;
  /** Updates done. */
  readonly step: number;
}

/** AdamW over a model, with what it trains and its moments. */
export class Optimizer {
  readonly state: AdamWState;
  private readonly mask: Tensor1D;

  constructor(
    private readonly parameters: Parameters,
    trained: TrainedParameters,
    private readonly options: Omit<AdamWOptions, 'learningRate'> = ADAMW_DEFAULTS,
  ) {
    this.state = adamWState(parameters.length);
    this.mask = parameters.mask(trained);
  }

  /** One update from the accumulated gradients; returns their norm before clipping (a scalar tensor). */
  step(learningRate: number): Tensor {
    const options = { ...this.options, learningRate };
    return doing('AdamW', () => adamW(this.parameters.buffers, this.state, this.mask, options));
  }

  async save(): Promise<OptimizerState> {
    const { m, v, step } = this.state;
    // Copies: on wasm the returned arrays may be views that later updates would change.
    return {
      m: Float32Array.from((await m.data()) as Float32Array),
      v: Float32Array.from((await v.data()) as Float32Array),
      step,
    };
  }

  restore({ m, v, step }: OptimizerState): void {
    dispose([this.state.m, this.state.v]);
    Object.assign(this.state, { m: tensor1d(m), v: tensor1d(v), step });
  }

  dispose(): void {
    this.state.m.dispose();
    this.state.v.dispose();
    this.mask.dispose();
  }
}

/** Linear warm-up over `warmup` steps, then a cosine down to a tenth. `step` counts from 0. */
export function cosineSchedule(step: number, steps: number, peak: number, warmup: number): number {
  if (step < warmup) {
    return (peak * (step + 1)) / warmup;
  }
  const progress = (step - warmup) / Math.max(1, steps - warmup);
  return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)));
}
