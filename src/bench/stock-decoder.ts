import {
  add,
  concat,
  dispose,
  env,
  losses,
  matMul,
  mean,
  mul,
  neg,
  reshape,
  rsqrt,
  type Scalar,
  scalar,
  slice,
  softmax,
  split,
  square,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tanh,
  tensor,
  tensor2d,
  train,
  transpose,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { RMS_NORM_EPSILON } from '../kernels/rms-norm/epsilon';
import { type DecoderShape, decoderConfig, decoderWeights, type WordBatch } from './shape';
import { ADAM, type Trainer } from './trainer';

/** tfjs' own setting, which the engine raises (kernels/backend/webgpu.ts). */
const STOCK_DISPATCHES_PER_SUBMIT = 15;

/** What tfjs is given beside the weights: made once, as tfjs uploads every number written into an expression. */
interface Constants {
  /** [T, T]: 0 where a query sees a key, else -1e9. */
  readonly mask: Tensor;
  /** [T, headDim] each; the sine of the first half is negated by {@link rotate}. */
  readonly cosine: Tensor;
  readonly sine: Tensor;
  readonly scale: Scalar;
  readonly inverseRootHeadDim: Scalar;
  readonly epsilon: Scalar;
  readonly half: Scalar;
  readonly one: Scalar;
  readonly cubic: Scalar;
  readonly geluScale: Scalar;
}

function constantsFor({ length, width, heads }: DecoderShape, rotaryBase: number): Constants {
  const headDim = width / heads;
  const angle = (at: number) =>
    Math.floor(at / headDim) * rotaryBase ** ((-2 * (at % (headDim / 2))) / headDim);
  const table = (f: (x: number) => number) =>
    tensor2d(
      Float32Array.from({ length: length * headDim }, (_, at) => f(angle(at))),
      [length, headDim],
    );
  const visible = (at: number) => at % length <= Math.floor(at / length);
  return {
    mask: tensor2d(
      Float32Array.from({ length: length * length }, (_, at) => (visible(at) ? 0 : -1e9)),
      [length, length],
    ),
    cosine: table(Math.cos),
    sine: table(Math.sin),
    scale: scalar(Math.sqrt(width)),
    inverseRootHeadDim: scalar(1 / Math.sqrt(headDim)),
    epsilon: scalar(RMS_NORM_EPSILON),
    half: scalar(0.5),
    one: scalar(1),
    cubic: scalar(0.044715),
    geluScale: scalar(Math.sqrt(2 / Math.PI)),
  };
}

/** Rotary embedding of [B, heads, T, headDim], halves convention: x cos + (-second half, first half) sin. */
export function rotateStock(x: Tensor4D, cosine: Tensor, sine: Tensor): Tensor4D {
  const [first, second] = split(x, 2, 3);
  return add(mul(x, cosine), mul(concat([neg(second), first], 3), sine)) as Tensor4D;
}

/** Causal attention in stock ops: qkv [B * T, 3 D] to [B * T, D]. */
export function attentionStock(
  qkv: Tensor,
  { batch, length, heads, width }: DecoderShape,
  constants: Pick<Constants, 'mask' | 'cosine' | 'sine' | 'inverseRootHeadDim'>,
): Tensor2D {
  const headDim = width / heads;
  const all = transpose(reshape(qkv, [batch, length, 3 * heads, headDim]), [0, 2, 1, 3]);
  const queriesAndKeys = slice(all, [0, 0, 0, 0], [batch, 2 * heads, length, headDim]) as Tensor4D;
  const [q, k] = split(rotateStock(queriesAndKeys, constants.cosine, constants.sine), 2, 1);
  const v = slice(all, [0, 2 * heads, 0, 0], [batch, heads, length, headDim]);
  const scores = add(mul(matMul(q, k, false, true), constants.inverseRootHeadDim), constants.mask);
  const out = matMul(softmax(scores), v); // [B, heads, T, headDim]
  return reshape(transpose(out, [0, 2, 1, 3]), [batch * length, width]);
}

/** What {@link attentionStock} needs beside qkv. */
export function attentionConstants(shape: DecoderShape) {
  return constantsFor(shape, decoderConfig(shape).rotaryBase);
}

/**
 * The same decoder as the app's, as one would write it with tfjs alone: stock ops, `tf.train.adam`, a causal mask,
 * matrices multiplied as [B T, D]. Words enter by a one-hot product, whose gradient is faster than gather's on every
 * backend (and the only one on wasm).
 */
class StockDecoder {
  private readonly weights: Map<string, Variable>;
  private readonly constants: Constants;

  constructor(private readonly shape: DecoderShape) {
    const config = decoderConfig(shape);
    this.constants = constantsFor(shape, config.rotaryBase);
    this.weights = new Map(
      decoderWeights(config).map(({ spec, values }) => [
        spec.name,
        variable(tensor(values, spec.shape as number[])),
      ]),
    );
  }

  get variables(): Variable[] {
    return [...this.weights.values()];
  }

  private weight(name: string): Variable {
    return this.weights.get(name) as Variable;
  }

  private norm(x: Tensor, name: string): Tensor {
    const inverseRms = rsqrt(add(mean(square(x), 1, true), this.constants.epsilon));
    return mul(mul(x, inverseRms), this.weight(name));
  }

  private gelu(x: Tensor): Tensor {
    const { half, one, cubic, geluScale } = this.constants;
    const inner = mul(add(x, mul(cubic, mul(x, square(x)))), geluScale);
    return mul(mul(half, x), add(one, tanh(inner)));
  }

  /** @param words one-hot [B T, V] */
  logits(words: Tensor2D): Tensor2D {
    const embedding = this.weight('embedding');
    let x = mul(matMul(words, embedding as Tensor2D), this.constants.scale);
    for (let layer = 0; layer < this.shape.layers; layer++) {
      const name = `block${layer}`;
      const qkv = matMul(this.norm(x, `${name}.attention.norm`), this.weight(`${name}.attention.qkv`));
      const attended = attentionStock(qkv, this.shape, this.constants);
      x = add(x, matMul(attended, this.weight(`${name}.attention.out`)));
      const hidden = this.gelu(matMul(this.norm(x, `${name}.mlp.norm`), this.weight(`${name}.mlp.in`)));
      x = add(x, matMul(hidden, this.weight(`${name}.mlp.out`)));
    }
    return matMul(this.norm(x, 'norm'), embedding, false, true);
  }

  dispose(): void {
    dispose(this.variables);
    dispose(Object.values(this.constants));
  }
}

function oneHot(words: Int32Array, vocabulary: number): Tensor2D {
  const values = new Float32Array(words.length * vocabulary);
  words.forEach((word, row) => {
    values[row * vocabulary + word] = 1;
  });
  return tensor2d(values, [words.length, vocabulary]);
}

export function stockTrainer(shape: DecoderShape): Trainer {
  const decoder = new StockDecoder(shape);
  const optimizer = train.adam(ADAM.learningRate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
  return {
    step: (batch: WordBatch) =>
      withStockSettings(async () => {
        const words = oneHot(batch.words, shape.vocabulary);
        const targets = oneHot(batch.targets, shape.vocabulary);
        const loss = optimizer.minimize(
          () => losses.softmaxCrossEntropy(targets, decoder.logits(words)),
          true,
          decoder.variables,
        ) as Scalar;
        const [value] = await loss.data();
        dispose([words, targets, loss]);
        return value;
      }),
    dispose: () => {
      optimizer.dispose();
      decoder.dispose();
    },
  };
}

/** Runs `body` with tfjs as it comes out of the box. */
export async function withStockSettings<T>(body: () => Promise<T>): Promise<T> {
  const webgpu = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';
  const ours = env().getNumber(webgpu);
  env().set(webgpu, STOCK_DISPATCHES_PER_SUBMIT);
  try {
    return await body();
  } finally {
    env().set(webgpu, ours);
  }
}
