import type { RandomStream } from '../random/stream';
import type { ModelConfig } from './config';
import { type ParameterSpec, parameterLength, parameterSpecs } from './parameter-specs';

/** A model's shape and its flat values, laid out as {@link parameterSpecs} says. */
export interface Weights {
  readonly config: ModelConfig;
  readonly values: Float32Array;
}

/**
 * The same model with adapters on every matrix of its blocks (LoRA; Hu et al., 2021): W + A B, A random and B zero, so that nothing
 * changes yet. The scale alpha / r is 1.
 *
 * @param values of a model without adapters
 */
export function withAdapters(
  config: ModelConfig,
  values: Float32Array,
  rank: number,
  random: RandomStream,
): Weights {
  const adapted = { ...config, loraRank: rank };
  const specs = parameterSpecs(adapted);
  const all = new Float32Array(parameterLength(specs));
  // Adapters stand behind all other parameters.
  all.set(values);
  for (const { name, init, offset, shape } of specs) {
    if (name.endsWith('.loraA')) {
      const stream = random.fork(name);
      const length = shape[0] * shape[1];
      for (let i = 0; i < length; i++) {
        all[offset + i] = (init as number) * stream.normal();
      }
    }
  }
  return { config: adapted, values: all };
}

/** The model without adapters that computes the same: W + A B in the place of W. */
export function mergeAdapters({ config, values }: Weights): Weights {
  const plain = { ...config, loraRank: 0 };
  const merged = values.slice(0, parameterLength(parameterSpecs(plain)));
  const byName = new Map(parameterSpecs(config).map((spec) => [spec.name, spec]));
  for (const [name, a] of byName) {
    const matrix = name.endsWith('.loraA') ? name.slice(0, -'.loraA'.length) : null;
    if (matrix !== null) {
      addProduct(
        merged,
        byName.get(matrix) as ParameterSpec,
        values,
        a,
        byName.get(`${matrix}.loraB`) as ParameterSpec,
      );
    }
  }
  return { config: plain, values: merged };
}

/** to += A B, each row of B weighed by A's element. */
function addProduct(
  merged: Float32Array,
  to: ParameterSpec,
  values: Float32Array,
  a: ParameterSpec,
  b: ParameterSpec,
): void {
  const [inputs, outputs] = to.shape;
  const rank = a.shape[1];
  for (let row = 0; row < inputs; row++) {
    for (let column = 0; column < outputs; column++) {
      let sum = 0;
      for (let r = 0; r < rank; r++) {
        sum += values[a.offset + row * rank + r] * values[b.offset + r * outputs + column];
      }
      merged[to.offset + row * outputs + column] += sum;
    }
  }
}
