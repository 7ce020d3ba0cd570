import type { Program } from '../backend/webgpu-internals';
import { lines } from '../backend/wgsl';

/** y[token] = scale * table[source] for words, visual[source - vocabulary] else; a thread per vector of four. */
export const embeddingProgram: Program = {
  name: 'embedding',
  reads: { sources: 'u32', visual: 'vec4<f32>', values: 'vec4<f32>' },
  writes: { y: 'vec4<f32>' },
  uniforms: { offset: 'u32', tokens: 'u32', vocabulary: 'u32', width: 'u32', scale: 'f32' },
  workgroup: [64, 1, 1],
  body: () => `
let vectors = u.width / 4u;
let token = id.x / vectors;
let column = id.x % vectors;
if (token >= u.tokens) { return; }
let source = sources[token];
if (source < u.vocabulary) {
  y[id.x] = u.scale * values[u.offset / 4u + source * vectors + column];
} else {
  y[id.x] = visual[(source - u.vocabulary) * vectors + column];
}`,
};

/** Vectors of four columns that one thread sums. */
export const COLUMN_VECTORS = 4;

/** Sources that are compared before any row is read. */
const BATCH = 8;

/**
 * grads[table row] += scale * sum of its tokens' dy; dVisual[row] = sum of its tokens' dy. A thread owns a row (words
 * first, then visual tokens) and walks through all sources: WGSL cannot add floats atomically. Rows start at `firstRow`:
 * the vocabulary's end where words are not trained.
 */
export const embeddingGradProgram: Program = {
  name: 'embedding-grad',
  reads: { sources: 'u32', dy: 'vec4<f32>' },
  writes: { dVisual: 'vec4<f32>', grads: 'vec4<f32>' },
  uniforms: {
    offset: 'u32',
    tokens: 'u32',
    vocabulary: 'u32',
    width: 'u32',
    scale: 'f32',
    firstRow: 'u32',
    rows: 'u32',
  },
  workgroup: [64, 1, 1],
  body: () => `
let vectors = u.width / 4u;
let threads = (vectors + ${COLUMN_VECTORS - 1}u) / ${COLUMN_VECTORS}u;
let row = u.firstRow + id.x / threads;
let column = id.x % threads * ${COLUMN_VECTORS}u;
if (row >= u.rows) { return; }
${lines(COLUMN_VECTORS, (c) => `let column${c} = min(column + ${c}u, vectors - 1u); var sum${c} = vec4<f32>();`)}
for (var token = 0u; token < u.tokens; token += ${BATCH}u) {
  var found = 0u;
  ${lines(BATCH, (b) => `found |= select(0u, ${1 << b}u, token + ${b}u < u.tokens && sources[token + ${b}u] == row);`)}
  while (found != 0u) {
    let at = (token + firstTrailingBit(found)) * vectors;
    ${lines(COLUMN_VECTORS, (c) => `sum${c} += dy[at + column${c}];`)}
    found &= found - 1u;
  }
}
if (row < u.vocabulary) {
  let at = u.offset / 4u + row * vectors + column;
  ${lines(COLUMN_VECTORS, (c) => `if (column + ${c}u < vectors) { grads[at + ${c}u] += u.scale * sum${c}; }`)}
} else {
  let at = (row - u.vocabulary) * vectors + column;
  ${lines(COLUMN_VECTORS, (c) => `if (column + ${c}u < vectors) { dVisual[at + ${c}u] = sum${c}; }`)}
}`,
};
