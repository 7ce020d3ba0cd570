import {
  add,
  clone,
  grads as gradients,
  keep,
  memory,
  mul,
  type Scalar,
  scalar,
  slice,
  sum,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { RandomStream } from '../../random/stream';
import { usesReference } from '../mode';
import type { ParameterBuffers } from '../parameters';
import { type BackendName, switchTo } from './backends';

/** Named arrays with their shapes: what a case starts from, the same on every backend. */
export type Arrays = Readonly<Record<string, { readonly values: Float32Array; readonly shape: number[] }>>;

/** Standard normal draws times `scale`. */
export function normals(stream: RandomStream, shape: number[], scale = 1) {
  const length = shape.reduce((product, size) => product * size, 1);
  return { values: Float32Array.from({ length }, () => scale * stream.normal()), shape };
}

/**
 * An operation to be tested: tensors by name (and `anchor`, a scalar on the tape) and parameters in, tensors out, of
 * which the loss is made.
 */
export interface Case {
  readonly inputs: Arrays;
  readonly parameters: Float32Array;
  /** Called once per backend: makes what the operation needs there (layouts, row lists), and the operation. */
  prepare(): { run(x: Record<string, Tensor>, buffers: ParameterBuffers): Tensor[]; dispose(): void };
}

/** Results by name: `loss`, `out0`, `out1`, ..., `d<input>` per input, `dParameters`. */
export type Results = Record<string, Float32Array>;

const lossWeights = (index: number, shape: number[]) => normals(RandomStream.of(index, 'loss'), shape).values;

/** A smooth, uneven function of all outputs, so that no gradient is trivially symmetric. */
function lossOf(outputs: Tensor[]): Tensor {
  return tidy(() =>
    outputs
      .map((out, index) => {
        const weights = tensor(lossWeights(index, out.shape), out.shape);
        return sum(mul(out, add(weights, mul(out, 0.25))));
      })
      .reduce((total, part) => add(total, part)),
  );
}

/** The same in double precision: differences of it are not lost in rounding. */
function exactLossOf(outputs: Float32Array[]): number {
  return outputs.reduce((total, out, index) => {
    const weights = lossWeights(index, [out.length]);
    return out.reduce((part, value, i) => part + value * (weights[i] + 0.25 * value), total);
  }, 0);
}

interface Point {
  readonly inputs: Arrays;
  readonly parameters: Float32Array;
}

/** Runs `body` with the case's tensors on a backend, checks that it leaves no tensor behind, and reads the results. */
async function withTensors(
  backend: BackendName,
  test: Case,
  at: Point,
  body: (
    run: (x: Tensor[], values: Tensor, anchor: Tensor) => { outputs: Tensor[]; loss: Tensor },
    x: Tensor[],
    buffers: ParameterBuffers,
  ) => Record<string, Tensor>,
): Promise<Results> {
  await switchTo(backend);
  const before = memory().numTensors;
  const { run, dispose } = test.prepare();
  const names = Object.keys(at.inputs);
  const x = names.map((name) => tensor(at.inputs[name].values, at.inputs[name].shape));
  const buffers = {
    values: tensor1d(at.parameters),
    grads: zeros([at.parameters.length]) as Tensor1D,
  };
  const results = body(
    (xs, values, anchor) => {
      const named = { anchor, ...Object.fromEntries(names.map((name, index) => [name, xs[index]])) };
      const outputs = run(named, { values: values as Tensor1D, grads: buffers.grads });
      return { outputs, loss: lossOf(outputs) };
    },
    x,
    buffers,
  );
  const arrays: Results = {};
  for (const [name, result] of Object.entries(results)) {
    arrays[name] = (await result.data()) as Float32Array;
    result.dispose();
  }
  for (const made of [...x, buffers.values, buffers.grads]) {
    if (!made.isDisposed) {
      made.dispose();
    }
  }
  dispose();
  const leaked = memory().numTensors - before;
  if (leaked !== 0) {
    throw new Error(`${leaked} tensors more than before`);
  }
  return arrays;
}

/**
 * Outputs, loss and gradients on one backend.
 *
 * @param passes how often the gradients are computed; fused kernels add up `dParameters` over the passes
 */
export function valueAndGradients(backend: BackendName, test: Case, passes = 1): Promise<Results> {
  return withTensors(backend, test, test, (run, x, buffers) => {
    const results: Record<string, Tensor> = {};
    const anchor = scalar(0);
    const loss = (...tensors: Tensor[]) => {
      const { outputs, loss: value } = run(tensors.slice(2), tensors[1], tensors[0]);
      outputs.forEach((out, index) => {
        results[`out${index}`]?.dispose();
        results[`out${index}`] = keep(out.clone());
      });
      results.loss?.dispose();
      results.loss = keep(value.clone());
      // Fused operations are off the tape for their parameters: this keeps them on it.
      const nothing = mul(0, add(tensors[0], sum(slice(tensors[1], 0, 1))));
      return add(value, nothing) as Scalar;
    };
    for (let pass = 0; pass < passes; pass++) {
      tidy(() => {
        const [, dValues, ...dx] = gradients(loss)([anchor, buffers.values, ...x]);
        Object.keys(test.inputs).forEach((name, index) => {
          results[`d${name}`]?.dispose();
          results[`d${name}`] = keep(dx[index]);
        });
        if (usesReference()) {
          results.dParameters?.dispose();
          results.dParameters = keep(mul(dValues, passes));
        }
      });
    }
    if (!usesReference()) {
      results.dParameters = buffers.grads;
    }
    anchor.dispose();
    return results;
  });
}

/** The loss alone, at another point than the case's own. */
async function lossAt(backend: BackendName, test: Case, at: Point): Promise<number> {
  const results = await withTensors(backend, test, at, (run, x, buffers) => {
    const outputs = tidy(() => run(x, buffers.values, scalar(0)).outputs.map((out) => clone(out)));
    return Object.fromEntries(outputs.map((out, index) => [`out${index}`, out]));
  });
  return exactLossOf(Object.values(results));
}

/**
 * The gradient along one random direction, twice: from the gradients, and from central differences of the loss.
 *
 * @param name of an input, or 'Parameters'
 */
export async function slopes(backend: BackendName, test: Case, name: string, results: Results) {
  const values = name === 'Parameters' ? test.parameters : test.inputs[name].values;
  const direction = normals(RandomStream.of(1, name), [values.length]).values;
  // Small against the curvature, large against rounding.
  const step = 0.2 / Math.sqrt(values.length);
  const moved = (distance: number): Point => {
    const there = values.map((value, i) => value + distance * direction[i]);
    return name === 'Parameters'
      ? { inputs: test.inputs, parameters: there }
      : {
          inputs: { ...test.inputs, [name]: { values: there, shape: test.inputs[name].shape } },
          parameters: test.parameters,
        };
  };
  const ahead = await lossAt(backend, test, moved(step));
  const behind = await lossAt(backend, test, moved(-step));
  const analytic = results[`d${name}`].reduce((total, slope, i) => total + slope * direction[i], 0);
  return { analytic, numeric: (ahead - behind) / (2 * step) };
}
