import { logSoftmax, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream';
import { BACKENDS, gpuErrors, switchTo } from '../testing/backends';
import { checkOperation } from '../testing/check';
import { type Case, normals } from '../testing/gradients';
import { reverseKl } from './reverse-kl';

const OFFSET = 64;

const logDistribution = (logits: () => Tensor2D) => tidy(() => logSoftmax(logits(), 1));

function head(rows: number, vocabulary: number, width: number): Case {
  const stream = RandomStream.of(9, 'head');
  const teacher = normals(stream, [rows, vocabulary], 2).values;
  return {
    inputs: { hidden: normals(stream, [rows, width]) },
    parameters: normals(stream, [OFFSET + vocabulary * width], 0.5).values,
    prepare: () => {
      const logTeacher = logDistribution(() => tensor2d(teacher, [rows, vocabulary]));
      return {
        run: ({ hidden }, buffers) => {
          const table = { buffers, offset: OFFSET, shape: [vocabulary, width], trainable: true };
          return [reverseKl(hidden as Tensor2D, table, logTeacher)];
        },
        dispose: () => logTeacher.dispose(),
      };
    },
  };
}

checkOperation('reverseKl, 1 row of 16', head(1, 16, 8));
checkOperation('reverseKl, 75 rows of 232', head(75, 232, 24));

it.each(BACKENDS)('gives the divergence of known distributions on %s', async (backend) => {
  await switchTo(backend);
  // Identity columns: the logits are the hidden vectors themselves.
  const identity = Float32Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0));
  const buffers = { values: tensor1d(identity), grads: tensor1d(new Float32Array(64)) };
  const table = { buffers, offset: 0, shape: [8, 8], trainable: true };
  const low = -1e4;
  const hidden = tensor2d([
    [2, 2, 2, 2, 2, 2, 2, 2],
    [0, 0, low, low, low, low, low, low],
    [1, 2, 3, 4, 5, 6, 7, 8],
  ]);
  const logTeacher = logDistribution(() =>
    tensor2d([
      [0, 0, -30, -30, -30, -30, -30, -30],
      [5, 5, 5, 5, 5, 5, 5, 5],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ]),
  );
  const kl = reverseKl(hidden, table, logTeacher);
  // Uniform over eight against two of them: -log 8 + (2 log 2 + 6 (30 + log 2)) / 8. Two of eight against all: log 4.
  const uniform = -Math.log(8) + (8 * Math.log(2) + 180) / 8;
  expect(await kl.data()).toBeAllclose([uniform, Math.log(4), 0], { relative: 1e-5, absolute: 1e-5 });
  for (const made of [hidden, logTeacher, kl, buffers.values, buffers.grads]) made.dispose();
  expect(gpuErrors).toEqual([]);
});
