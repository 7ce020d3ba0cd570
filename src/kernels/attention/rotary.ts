import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/**
 * Cosines and sines of rotary embedding (Su et al., 2021), halves convention: dimension i is paired with i + headDim/2.
 *
 * @returns [positions, headDim]: headDim/2 cosines, then headDim/2 sines of position * base^(-2i/headDim)
 */
export function rotaryTable(positions: number, headDim: number, base: number): Tensor2D {
  const half = headDim / 2;
  const table = new Float32Array(positions * headDim);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * base ** ((-2 * i) / headDim);
      table[position * headDim + i] = Math.cos(angle);
      table[position * headDim + half + i] = Math.sin(angle);
    }
  }
  return tensor2d(table, [positions, headDim]);
}
