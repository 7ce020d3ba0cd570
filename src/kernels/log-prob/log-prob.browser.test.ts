import { type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { BACKENDS, gpuErrors, switchTo } from '../testing/backends';
import { checkOperation } from '../testing/check';
import { type Case, normals } from '../testing/gradients';
import { firstRow, logProb } from './log-prob';

const OFFSET = 64;

function head(rows: number, vocabulary: number, width: number): Case {
  const stream = RandomStream.of(9, 'head');
  const chosen = Int32Array.from({ length: rows }, () => stream.int(vocabulary));
  return {
    inputs: { hidden: normals(stream, [rows, width]) },
    parameters: normals(stream, [OFFSET + vocabulary * width], 0.5).values,
    prepare: () => {
      const targets = tensor1d(chosen, 'int32');
      return {
        run: ({ hidden }, buffers) => {
          const table = { buffers, offset: OFFSET, shape: [vocabulary, width], trainable: true };
          return [firstRow(logProb(hidden as Tensor2D, table, targets))];
        },
        dispose: () => targets.dispose(),
      };
    },
  };
}

checkOperation('logProb, 1 row of 16', head(1, 16, 8));
checkOperation('logProb, 75 rows of 232', head(75, 232, 24));

it.each(BACKENDS)('gives log-probabilities and entropies of known distributions on %s', async (backend) => {
  await switchTo(backend);
  // Identity columns: the logits are the hidden vectors themselves, far from zero and far apart.
  const logits = [
    [3, 3, 3, 3, 3, 3, 3, 3],
    [90, -90, -90, -90, -90, -90, -90, -90],
    [80, 80, -50, -50, -50, -50, -50, -50],
  ];
  const identity = Float32Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0));
  const buffers = { values: tensor1d(identity), grads: tensor1d(new Float32Array(64)) };
  const table = { buffers, offset: 0, shape: [8, 8], trainable: true };
  const hidden = tensor2d(logits);
  const targets = tensor1d([5, 0, 1], 'int32');
  const result = logProb(hidden, table, targets);
  const expected = [-Math.log(8), 0, -Math.log(2), Math.log(8), 0, Math.log(2)];
  expect(await result.data()).toBeAllclose(expected, { relative: 1e-5, absolute: 1e-5 });
  for (const made of [hidden, targets, result, buffers.values, buffers.grads]) {
    made.dispose();
  }
  expect(gpuErrors).toEqual([]);
});
