import {
  dispose,
  grad,
  matMul,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { attention } from '../kernels/attention/attention';
import { attentionLayout } from '../kernels/attention/layout';
import { rotaryTable } from '../kernels/attention/rotary';
import { KERNELS, runInPlace, runKernel } from '../kernels/kernel-names';
import { RandomStream } from '../random/stream';
import { deviceCeiling } from './ceiling';
import { counted } from './gpu-counter';
import { finished, interleaved } from './measure';
import { type BenchContext, row } from './report';
import { decoderConfig, STEP_SHAPE } from './shape';
import { attentionConstants, attentionStock } from './stock-decoder';

/** Calls per measurement: starting and reading back are shared by this many. */
export const CALLS = 8;

/** One operation both ways. Each call gives a new tensor, or the one that it has written into. */
interface Operation {
  readonly name: string;
  /** Of one call: multiplications and additions that have to be done. */
  readonly flops: number;
  readonly peer: string;
  ours(): Tensor;
  stock(): Tensor;
  /** True where `ours` gives the same tensor each time. */
  readonly inPlace?: boolean;
  dispose(): void;
}

function normals(seed: number, rows: number, columns: number): Tensor2D {
  const stream = RandomStream.of(seed, 'bench');
  return tensor2d(
    Float32Array.from({ length: rows * columns }, () => stream.normal()),
    [rows, columns],
  );
}

/** The three products of a linear layer: y = x W, dx = dy W^T, dW += x^T dy. */
export function products(tokens: number, inputs: number, outputs: number): Operation[] {
  const x = normals(1, tokens, inputs);
  const dy = normals(2, tokens, outputs);
  const w = normals(3, inputs, outputs);
  const values: Tensor1D = reshape(w, [-1]);
  const grads: Tensor1D = tensor1d(new Float32Array(inputs * outputs));
  const attrs = { offset: 0, inputs, outputs };
  const common = { flops: 2 * tokens * inputs * outputs, peer: 'tfjs matMul', dispose: () => {} };
  const title = (layout: string, sizes: number[]) => `matmul ${layout} ${sizes.join(' x ')}`;
  return [
    {
      ...common,
      name: title('NN', [tokens, inputs, outputs]),
      ours: () => runKernel(KERNELS.linear, { x, values }, attrs),
      stock: () => matMul(x, w),
    },
    {
      ...common,
      name: title('NT', [tokens, outputs, inputs]),
      ours: () => runKernel(KERNELS.linearInputGrad, { dy, values }, attrs),
      stock: () => matMul(dy, w, false, true),
    },
    {
      ...common,
      name: title('TN', [inputs, tokens, outputs]),
      ours: () => {
        runInPlace(KERNELS.linearWeightGrad, { x, dy, grads }, attrs);
        return grads;
      },
      stock: () => matMul(x, dy, true, false),
      inPlace: true,
      dispose: () => dispose([x, dy, w, values, grads]),
    },
  ];
}

/** Causal attention with rotary embedding at the step's shape, forward and with its gradient. */
function attentions(): Operation[] {
  const { batch, length, heads, width } = STEP_SHAPE;
  const tokens = batch * length;
  const qkv = normals(4, tokens, 3 * width);
  const upstream = normals(5, tokens, width);
  const rotary = rotaryTable(length, width / heads, decoderConfig(STEP_SHAPE).rotaryBase);
  const layout = attentionLayout(
    Array.from({ length: batch }, (_, i) => ({ start: i * length, length, prefix: null, images: [] })),
  );
  const constants = attentionConstants(STEP_SHAPE);
  const ours = (x: Tensor) => attention(x as Tensor2D, layout, heads, rotary);
  const stock = (x: Tensor) => attentionStock(x, STEP_SHAPE, constants);
  const product = batch * width * length * length; // of a causal half: multiplications and additions
  const shape = `B ${batch}, T ${length}, D ${width}, ${heads} heads`;
  return [
    {
      name: `attention (${shape})`,
      flops: 2 * product,
      peer: 'tfjs ops',
      ours: () => ours(qkv),
      stock: () => stock(qkv),
      dispose: () => {},
    },
    {
      name: `attention and gradient (${shape})`,
      flops: 7 * product,
      peer: 'tfjs ops',
      ours: () => grad(ours)(qkv, upstream),
      stock: () => grad(stock)(qkv, upstream),
      dispose: () => {
        layout.dispose();
        dispose([qkv, upstream, rotary, ...Object.values(constants)]);
      },
    },
  ];
}

/** {@link CALLS} calls, one behind the other; resolves when the device has finished. */
export async function repeat(call: () => Tensor, inPlace = false): Promise<void> {
  let last = call();
  for (let i = 1; i < CALLS; i++) {
    const next = call();
    if (!inPlace) {
      last.dispose();
    }
    last = next;
  }
  await finished(last);
  if (!inPlace) {
    last.dispose();
  }
}

/** (c) Matrix products and attention alone, against stock ops and against what the device can do at all. */
export async function benchKernels(context: BenchContext): Promise<void> {
  const { width, batch, length } = STEP_SHAPE;
  const tokens = batch * length;
  const ceiling = await deviceCeiling(context.backend);
  context.say(`ceiling: ${ceiling.toFixed(1)} GFLOP/s (multiply-adds in registers, nothing else)`);
  const operations = [
    ...products(tokens, width, 3 * width),
    ...products(tokens, width, width),
    ...products(tokens, width, 4 * width),
    ...products(tokens, 4 * width, width),
    ...attentions(),
  ];
  for (const { name, flops, peer, ours, stock, inPlace, dispose: disposeOperation } of operations) {
    const ms = await interleaved(
      { ours: () => repeat(ours, inPlace), stock: () => repeat(stock) },
      context.rounds,
    );
    const once = async (call: () => Tensor, keeps = false) => {
      const made = call();
      if (!keeps) {
        made.dispose();
      }
    };
    const side = async (key: 'ours' | 'stock', call: () => Tensor, keeps?: boolean) => ({
      ms: ms[key] / CALLS,
      counts: await counted(() => once(call, keeps)),
    });
    const gigaflops = flops / (ms.ours / CALLS) / 1e6;
    const more = {
      'GFLOP/s': gigaflops,
      'peer GFLOP/s': flops / (ms.stock / CALLS) / 1e6,
      '% of ceiling': (100 * gigaflops) / ceiling,
    };
    const [oursSide, stockSide] = [await side('ours', ours, inPlace), await side('stock', stock)];
    context.add(row(context, name, oursSide, { ...stockSide, name: peer }, more));
    disposeOperation();
  }
}
