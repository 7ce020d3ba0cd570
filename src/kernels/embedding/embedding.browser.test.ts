import { type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import { RandomStream } from '../../random/stream';
import { checkOperation } from '../testing/check';
import { type Case, normals } from '../testing/gradients';
import { embed } from './embedding';

const OFFSET = 64;

/** Tokens drawn from words and visual rows, most of them several times, some never. */
function words(tokens: number, vocabulary: number, visualRows: number, width: number): Case {
  const stream = RandomStream.of(5, 'embedding');
  const sources = Int32Array.from({ length: tokens }, () => stream.int(vocabulary + visualRows));
  return {
    inputs: { visual: normals(stream, [visualRows, width]) },
    parameters: normals(stream, [OFFSET + vocabulary * width]).values,
    prepare: () => {
      const rows = tensor1d(sources, 'int32');
      return {
        run: ({ visual, anchor }, buffers) => {
          const table = { buffers, offset: OFFSET, shape: [vocabulary, width], trainable: true };
          return [embed(rows, table, visual as Tensor2D, Math.sqrt(width), anchor)];
        },
        dispose: () => rows.dispose(),
      };
    },
  };
}

checkOperation('embed, 61 tokens, 16 words, 9 visual rows', words(61, 16, 9, 24));
checkOperation('embed, 150 tokens, 40 words, 90 visual rows', words(150, 40, 90, 8));
checkOperation('embed, words only', words(30, 8, 0, 8));
