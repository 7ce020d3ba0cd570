import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { RMS_NORM_EPSILON } from '../kernels/rms-norm/epsilon';
import { type DecoderShape, decoderConfig, decoderWeights, type WordBatch } from './shape';
import { ADAM, type Trainer } from './trainer';

type Weights = Record<string, np.Array>;

/** Starts jax-js on a device; where it cannot, a sentence says why. */
export async function openJax(device: 'webgpu' | 'wasm'): Promise<string | null> {
  if (!('Iterator' in globalThis)) {
    return 'jax-js is left out: it needs iterator helpers, which Node has from version 22 on.';
  }
  const opened = await init(device);
  if (!opened.includes(device)) {
    return `jax-js is left out: it has no ${device} here.`;
  }
  defaultDevice(device);
  return null;
}

/** Cosines and sines [1, T, 1, headDim / 2]. */
function rotaryTables({ length, width, heads }: DecoderShape, base: number): [np.Array, np.Array] {
  const half = width / heads / 2;
  const table = (f: (x: number) => number) =>
    np
      .array(
        Float32Array.from({ length: length * half }, (_, at) =>
          f(Math.floor(at / half) * base ** (-(at % half) / half)),
        ),
      )
      .reshape([1, length, 1, half]);
  return [table(Math.cos), table(Math.sin)];
}

/** Owns x, not the tables. x [B, T, heads, headDim]. */
function rotate(x: np.Array, cosine: np.Array, sine: np.Array): np.Array {
  const [first, second] = np.split(x, 2, -1);
  return np.concatenate(
    [
      first.ref.mul(cosine.ref).sub(second.ref.mul(sine.ref)),
      first.mul(sine.ref).add(second.mul(cosine.ref)),
    ],
    -1,
  );
}

function rmsNorm(x: np.Array, gain: np.Array): np.Array {
  const meanSquare = np.mean(np.square(x.ref), -1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(meanSquare.add(RMS_NORM_EPSILON)))).mul(gain);
}

/** The same decoder in jax-js: nats per token of words and targets int32 [B T]. Owns its arguments, as jax-js asks. */
function lossOf(shape: DecoderShape) {
  const { batch, length, heads, width, layers, vocabulary } = shape;
  const [cosine, sine] = rotaryTables(shape, decoderConfig(shape).rotaryBase);
  return (weights: Weights, words: np.Array, targets: np.Array): np.Array => {
    const oneHot = nn.oneHot(words, vocabulary);
    let x = np.matmul(oneHot, weights.embedding.ref).mul(Math.sqrt(width));
    for (let layer = 0; layer < layers; layer++) {
      const weight = (name: string) => weights[`block${layer}.${name}`];
      const qkv = np.matmul(rmsNorm(x.ref, weight('attention.norm')), weight('attention.qkv'));
      const [q, k, v] = np
        .split(qkv, 3, -1)
        .map((part) => part.reshape([batch, length, heads, width / heads]));
      const attended = nn.dotProductAttention(rotate(q, cosine, sine), rotate(k, cosine, sine), v, {
        isCausal: true,
      });
      x = x.add(np.matmul(attended.reshape([batch * length, width]), weight('attention.out')));
      const hidden = np.matmul(rmsNorm(x.ref, weight('mlp.norm')), weight('mlp.in'));
      x = x.add(np.matmul(nn.gelu(hidden), weight('mlp.out')));
    }
    const logits = np.matmul(rmsNorm(x, weights.norm), np.transpose(weights.embedding));
    const logps = nn.logSoftmax(logits, -1).mul(nn.oneHot(targets, vocabulary));
    return logps.sum().mul(-1 / (batch * length));
  };
}

/** The whole step, loss to Adam, as one jitted function. */
export function jaxTrainer(shape: DecoderShape): Trainer {
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const evaluate = valueAndGrad(lossOf(shape));
  const named = decoderWeights(decoderConfig(shape));
  const names = named.map(({ spec }) => spec.name);
  let weights: Weights = Object.fromEntries(
    named.map(({ spec, values }) => [
      spec.name,
      np.array(Float32Array.from(values)).reshape(spec.shape as number[]),
    ]),
  );
  const zeros = (): Weights =>
    Object.fromEntries(named.map(({ spec }) => [spec.name, np.zeros(spec.shape as number[])]));
  let first = zeros();
  let second = zeros();
  let updates = 0;
  const update = jit(
    (w: Weights, m: Weights, v: Weights, correction: np.Array[], words: np.Array, targets: np.Array) => {
      const [loss, gradients] = evaluate(tree.ref(w), words, targets) as [np.Array, Weights];
      const [next, nextM, nextV]: Weights[] = [{}, {}, {}];
      for (const name of names) {
        const g = gradients[name];
        const mNew = m[name].mul(beta1).add(g.ref.mul(1 - beta1));
        const vNew = v[name].mul(beta2).add(np.square(g).mul(1 - beta2));
        const mHat = mNew.ref.mul(correction[0].ref);
        const vHat = vNew.ref.mul(correction[1].ref);
        next[name] = w[name].sub(mHat.mul(np.reciprocal(np.sqrt(vHat).add(epsilon))).mul(learningRate));
        nextM[name] = mNew;
        nextV[name] = vNew;
      }
      tree.dispose(correction);
      return { loss, next, nextM, nextV };
    },
  );
  return {
    step: async (batch: WordBatch) => {
      updates++;
      const int32 = (values: Int32Array<ArrayBuffer>) => np.array(values, { dtype: np.int32 });
      const correction = [beta1, beta2].map((beta) => np.array(1 / (1 - beta ** updates)));
      const result = update(
        weights,
        first,
        second,
        correction,
        int32(Int32Array.from(batch.words)),
        int32(Int32Array.from(batch.targets)),
      );
      weights = result.next;
      first = result.nextM;
      second = result.nextV;
      await blockUntilReady([weights, first, second]);
      return (await result.loss.data())[0];
    },
    dispose: () => {
      tree.dispose([weights, first, second]);
      update.dispose();
    },
  };
}
