import {
  mean,
  neg,
  type Scalar,
  scalar,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrad,
  zeros,
} from '@tensorflow/tfjs-core';
import { RandomStream } from '../../random/stream';
import { adamW } from '../adamw/adamw';
import { adamWState, TRAINED, TRAINED_WITH_DECAY } from '../adamw/state';
import { attention } from '../attention/attention';
import { attentionLayout, type Segment } from '../attention/layout';
import { rotaryTable } from '../attention/rotary';
import { embed } from '../embedding/embedding';
import { linear, linearGelu, linearOfData } from '../linear/linear';
import { firstRow, logProb } from '../log-prob/log-prob';
import { usesReference } from '../mode';
import type { ParameterBuffers, Weight } from '../parameters';
import { rmsNorm } from '../rms-norm/rms-norm';
import { selectRows } from '../rows/rows';
import { normals } from './gradients';

/** Sizes of a transformer made of every differentiable operation, small enough for the cpu backend. */
const [WORDS, VISUAL, WIDTH, HEADS, LAYERS] = [24, 8, 16, 2, 2];

const SHAPES: readonly (readonly number[])[] = [
  [WORDS, WIDTH],
  [VISUAL, WIDTH],
  ...Array.from({ length: LAYERS }, () => [
    [WIDTH],
    [WIDTH, 3 * WIDTH],
    [WIDTH, WIDTH],
    [WIDTH],
    [WIDTH, 4 * WIDTH],
    [4 * WIDTH, WIDTH],
  ]).flat(),
  [WIDTH],
];

/** An image in a prompt, two ragged answers to it, and a sequence of its own. */
const SEGMENTS: readonly Segment[] = [
  { start: 0, length: 11, prefix: null, images: [[1, 9]] },
  { start: 11, length: 4, prefix: 0, images: [] },
  { start: 15, length: 2, prefix: 0, images: [] },
  { start: 17, length: 7, prefix: null, images: [] },
];
const TOKENS = 24;
const LOSS_ROWS = [10, 11, 12, 13, 15, 18, 20, 23];

const lengthOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** A network with its optimizer on the current backend; `step` is one whole training step. */
export function tinyNetwork() {
  const stream = RandomStream.of(1, 'network');
  const offsets: number[] = [];
  let length = 0;
  for (const shape of SHAPES) {
    offsets.push(length);
    length += Math.ceil(lengthOf(shape) / 64) * 64;
  }
  const initial = new Float32Array(length);
  const kinds = new Float32Array(length);
  SHAPES.forEach((shape, index) => {
    const [at, size] = [offsets[index], lengthOf(shape)];
    const draws = normals(stream, [size], 0.3).values;
    initial.set(shape.length === 1 ? draws.map((draw) => 1 + draw) : draws, at);
    kinds.fill(shape.length === 1 ? TRAINED : TRAINED_WITH_DECAY, at, at + size);
  });
  const buffers: ParameterBuffers = { values: tensor1d(initial), grads: zeros([length]) as Tensor1D };
  const state = adamWState(length);
  const mask = tensor1d(kinds);
  const layout = attentionLayout(SEGMENTS);
  const rotary = rotaryTable(32, WIDTH / HEADS, 5000);
  const places = tensor2d(normals(stream, [VISUAL, VISUAL]).values, [VISUAL, VISUAL]);
  const sources = tensor1d(
    Array.from({ length: TOKENS }, (_, token) =>
      token >= 1 && token < 9 ? WORDS + token - 1 : stream.int(WORDS),
    ),
    'int32',
  );
  const rows = tensor1d(LOSS_ROWS, 'int32');
  const targets = tensor1d(
    LOSS_ROWS.map(() => stream.int(WORDS)),
    'int32',
  );

  function loss(anchor: Tensor): Scalar {
    return tidy(() => {
      const weights = SHAPES.map(
        (shape, i): Weight => ({ buffers, offset: offsets[i], shape, trainable: true }),
      );
      const [table, position] = weights;
      const visual = linearOfData(places, position, anchor);
      let x = embed(sources, table, visual, 4, anchor);
      for (let layer = 0; layer < LAYERS; layer++) {
        const [norm1, qkv, out, norm2, up, down] = weights.slice(2 + 6 * layer);
        const attended = attention(linear(rmsNorm(x, norm1), qkv), layout, HEADS, rotary);
        const middle = linear(attended, out, x);
        x = linear(linearGelu(rmsNorm(middle, norm2), up), down, middle);
      }
      const last = rmsNorm(selectRows(x, rows), weights[weights.length - 1]);
      return neg(mean(firstRow(logProb(last, table, targets)))) as Scalar;
    });
  }

  /** Gradients into the buffer, then an update; the loss and the gradients' norm before it. */
  function step(): { loss: Tensor; norm: Tensor } {
    const anchor = scalar(0);
    let value: Tensor;
    if (usesReference()) {
      const original = buffers.values;
      const result = valueAndGrad((values: Tensor) => {
        buffers.values = values as Tensor1D;
        return loss(anchor);
      })(original);
      buffers.values = original;
      buffers.grads.dispose();
      buffers.grads = result.grad as Tensor1D;
      value = result.value;
    } else {
      const result = valueAndGrad(loss as (anchor: Tensor) => Tensor)(anchor);
      result.grad.dispose();
      value = result.value;
    }
    anchor.dispose();
    const norm = adamW(buffers, state, mask, {
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
      weightDecay: 0.02,
      clipNorm: 1,
    });
    return { loss: value, norm };
  }

  function dispose(): void {
    layout.dispose();
    for (const made of [
      buffers.values,
      buffers.grads,
      state.m,
      state.v,
      mask,
      rotary,
      places,
      sources,
      rows,
      targets,
    ]) {
      made.dispose();
    }
  }

  return { buffers, step, dispose };
}
