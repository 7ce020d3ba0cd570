import { type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';
import { RandomStream } from '../../random/stream';
import { checkOperation } from '../testing/check';
import { type Case, normals } from '../testing/gradients';
import { selectRows } from './rows';

function selection(tokens: number, width: number, selected: number): Case {
  const stream = RandomStream.of(6, 'rows');
  const all = Array.from({ length: tokens }, (_, row) => row);
  const chosen = stream.shuffled(all).slice(0, selected);
  return {
    inputs: { x: normals(stream, [tokens, width]) },
    parameters: new Float32Array(64),
    prepare: () => {
      const rows = tensor1d(chosen, 'int32');
      return { run: ({ x }) => [selectRows(x as Tensor2D, rows)], dispose: () => rows.dispose() };
    },
  };
}

checkOperation('selectRows, 1 of 7', selection(7, 8, 1));
checkOperation('selectRows, 50 of 131, unordered', selection(131, 24, 50));
