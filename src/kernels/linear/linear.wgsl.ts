import type { Program } from '../backend/webgpu-internals';
import { grid, lines } from '../backend/wgsl';

/**
 * Matrix products in which each thread computes a register tile from vec4 loads straight out of storage: no barriers,
 * which software adapters pay dearly for, and few loads per multiplication, which every adapter likes.
 */

/** Rows and columns (multiples of 4) of one thread's tile. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

/** What happens to a product before it is stored. */
export interface Epilogue {
  readonly residual: boolean;
  readonly gelu: boolean;
}

/**
 * RMSNorm inside a product: x gain / rms(x) is multiplied, and rms(x) is a factor of the whole row, so that one pass over x gives both
 * the sums and the squares. For decoding, where a dispatch costs more than the squares that every thread sums up again.
 */
const NORM = {
  uniforms: { gain: 'u32', epsilon: 'f32' },
  start: (rows: number) => lines(rows, (r) => `var squares${r} = vec4<f32>();`),
  load: (rows: number) => `let gain = values[u.gain / 4u + k];
${lines(rows, (r) => `squares${r} += x${r} * x${r};\nlet normed${r} = x${r} * gain;`)}`,
  end: (rows: number, width: string) =>
    lines(
      rows,
      (r) => `let inverse${r} = inverseSqrt(dot(squares${r}, vec4<f32>(1.0)) / f32(${width}) + u.epsilon);`,
    ),
} as const;

const GELU = `
const SLOPE = 0.7978845608028654; // sqrt(2 / pi)
// tanh overflows for large arguments in some drivers.
fn geluTanh(x: vec4<f32>) -> vec4<f32> {
  return tanh(clamp(SLOPE * (x + 0.044715 * x * x * x), vec4<f32>(-15.0), vec4<f32>(15.0)));
}
`;

/** Rows of the tile; those past the last are computed as copies of it and not stored. */
const tileRows = (rows: number, total: string) => `
let first = id.y * ${rows}u;
if (first >= ${total}) { return; }
${lines(rows, (r) => `let row${r} = min(first + ${r}u, ${total} - 1u);`)}`;

/**
 * y [tokens, outputs] = x [tokens, inputs] W [inputs, outputs], plus a residual, through GELU.
 *
 * @param normed RMSNorm(x) instead of x; what GELU was applied to is not kept then, as nothing is differentiated
 */
export function linearProgram(tile: Tile, { residual, gelu }: Epilogue, normed = false): Program {
  const { rows } = tile;
  const vectors = tile.columns / 4;
  const keeps = gelu && !normed;
  const x = normed ? 'normed' : 'x';
  const store = (r: number, c: number) => `{
  let at = row${r} * columns + column + ${c}u;
  let sum = y${r}_${c}${normed ? ` * inverse${r}` : ''}${residual ? ' + residual[at]' : ''};
  ${keeps ? 'preActivation[at] = sum;' : ''}
  y[at] = ${gelu ? '0.5 * sum * (1.0 + geluTanh(sum))' : 'sum'};
}`;
  return {
    name: `linear/${rows}x${tile.columns}${residual ? '/residual' : ''}${gelu ? '/gelu' : ''}${normed ? '/normed' : ''}`,
    reads: {
      x: 'vec4<f32>',
      values: 'vec4<f32>',
      ...(residual && { residual: 'vec4<f32>' }),
    },
    writes: { y: 'vec4<f32>', ...(keeps && { preActivation: 'vec4<f32>' }) },
    uniforms: {
      offset: 'u32',
      tokens: 'u32',
      inputs: 'u32',
      outputs: 'u32',
      ...(normed && NORM.uniforms),
    },
    workgroup: [8, 8, 1],
    globals: gelu ? GELU : '',
    body: () => `
let columns = u.outputs / 4u;
let depth = u.inputs / 4u;
let column = id.x * ${vectors}u;
if (column >= columns) { return; }
${tileRows(rows, 'u.tokens')}
${grid(rows, vectors, (r, c) => `var y${r}_${c} = vec4<f32>();`)}
${normed ? NORM.start(rows) : ''}
var at = u.offset / 4u + column;
for (var k = 0u; k < depth; k++) {
  ${lines(rows, (r) => `let x${r} = x[row${r} * depth + k];`)}
  ${normed ? NORM.load(rows) : ''}
  ${grid(4, vectors, (i, c) => `let w${i}_${c} = values[at + ${i}u * columns + ${c}u];`)}
  ${grid(rows, vectors, (r, c) => lines(4, (i) => `y${r}_${c} += ${x}${r}.${'xyzw'[i]} * w${i}_${c};`))}
  at += 4u * columns;
}
${normed ? NORM.end(rows, 'u.inputs') : ''}
${lines(rows, (r) => `if (first + ${r}u < u.tokens) { ${lines(vectors, (c) => store(r, c))} }`)}`,
  };
}

/** What happens to an element before it is stored: the body of a WGSL function of `value`, `row` and `column`. */
export interface ElementEpilogue {
  readonly name: string;
  readonly reads: Readonly<Record<string, string>>;
  readonly code: string;
}

/**
 * y [rows, columns] = x [rows, depth] W^T with W [columns, depth]: the inputs' gradient, and the tied head.
 *
 * @param normed RMSNorm(x) instead of x
 */
export function transposedProgram(tile: Tile, epilogue?: ElementEpilogue, normed = false): Program {
  const { rows, columns } = tile;
  const x = normed ? 'normed' : 'x';
  const finish = epilogue ? `finish(row, column, value)` : 'value';
  const store = (r: number, c: number) => `{
  let row = first + ${r}u;
  let column = firstColumn + ${c}u;
  let value = y${r}_${c}${normed ? ` * inverse${r}` : ''};
  if (row < u.rows && column < u.columns) { y[row * u.columns + column] = ${finish}; }
}`;
  return {
    name: `linear-transposed/${rows}x${columns}/${epilogue?.name ?? 'none'}${normed ? '/normed' : ''}`,
    reads: { x: 'vec4<f32>', values: 'vec4<f32>', ...epilogue?.reads },
    writes: { y: 'f32' },
    uniforms: { offset: 'u32', rows: 'u32', columns: 'u32', depth: 'u32', ...(normed && NORM.uniforms) },
    workgroup: [8, 8, 1],
    globals: epilogue ? `fn finish(row: u32, column: u32, value: f32) -> f32 { ${epilogue.code} }` : '',
    body: () => `
let depth = u.depth / 4u;
let firstColumn = id.x * ${columns}u;
if (firstColumn >= u.columns) { return; }
${tileRows(rows, 'u.rows')}
let base = u.offset / 4u;
${lines(columns, (c) => `let w${c}At = base + min(firstColumn + ${c}u, u.columns - 1u) * depth;`)}
${grid(rows, columns, (r, c) => `var y${r}_${c} = 0.0;`)}
${normed ? NORM.start(rows) : ''}
for (var k = 0u; k < depth; k++) {
  ${lines(rows, (r) => `let x${r} = x[row${r} * depth + k];`)}
  ${normed ? NORM.load(rows) : ''}
  ${lines(columns, (c) => `let w${c} = values[w${c}At + k];`)}
  ${grid(rows, columns, (r, c) => `y${r}_${c} += dot(${x}${r}, w${c});`)}
}
${normed ? NORM.end(rows, 'u.depth') : ''}
${grid(rows, columns, store)}`,
  };
}

/** Tiles of a workgroup where the sum over tokens is split. */
const TILES = 8;

/**
 * grads[W] += x^T dy with x [tokens, inputs], dy [tokens, outputs]. With `splits` > 1 that many threads share a tile's
 * sum over the tokens (split-K) and add their parts up in a fixed order: a weight matrix alone is too small to fill a
 * GPU.
 */
export function weightGradProgram(tile: Tile, splits: number): Program {
  const rows = tile.rows / 4;
  const columns = tile.columns / 4;
  const parts = tile.rows * columns;
  const threads = splits === 1 ? 64 : TILES * splits;
  const add = (i: number, c: number) =>
    `{ let at = base + ${i}u * columns + ${c}u; if (row * 4u + ${i}u < u.inputs) { grads[at] += d${i}_${c}; } }`;
  const addToken = (t: string) => `{
  ${lines(rows, (i) => `let x${i} = x[(${t}) * rows + row${i}];`)}
  ${lines(columns, (c) => `let dy${c} = dy[(${t}) * columns + column + ${c}u];`)}
  ${grid(tile.rows, columns, (i, c) => `d${i}_${c} += x${Math.floor(i / 4)}.${'xyzw'[i % 4]} * dy${c};`)}
}`;
  const combine = `
${grid(tile.rows, columns, (i, c) => `shares[lane * ${parts}u + ${i * columns + c}u] = d${i}_${c};`)}
workgroupBarrier();
if (!inside || split != 0u) { return; }
for (var s = 1u; s < ${splits}u; s++) {
  let other = (s * ${TILES}u + lane) * ${parts}u;
  ${grid(tile.rows, columns, (i, c) => `d${i}_${c} += shares[other + ${i * columns + c}u];`)}
}`;
  return {
    name: `linear-weight-grad/${tile.rows}x${tile.columns}/${splits}`,
    reads: { x: 'vec4<f32>', dy: 'vec4<f32>' },
    writes: { grads: 'vec4<f32>' },
    uniforms: { offset: 'u32', tokens: 'u32', inputs: 'u32', outputs: 'u32' },
    workgroup: [threads, 1, 1],
    globals: splits === 1 ? '' : `var<workgroup> shares: array<vec4<f32>, ${threads * parts}>;`,
    body: () => `
let rows = u.inputs / 4u;
let columns = u.outputs / 4u;
let tilesAcross = (columns + ${columns - 1}u) / ${columns}u;
let tile = ${splits === 1 ? 'id.x' : `group.x * ${TILES}u + lane % ${TILES}u`};
let split = ${splits === 1 ? '0u' : `lane / ${TILES}u`};
let row = tile / tilesAcross * ${rows}u;
let column = tile % tilesAcross * ${columns}u;
let inside = row < rows;
${splits === 1 ? 'if (!inside) { return; }' : ''}
${lines(rows, (i) => `let row${i} = min(row + ${i}u, rows - 1u);`)}
${grid(tile.rows, columns, (i, c) => `var d${i}_${c} = vec4<f32>();`)}
var t = split;
for (; t + ${splits}u < u.tokens; t += ${2 * splits}u) {
  ${addToken('t')}
  ${addToken(`t + ${splits}u`)}
}
if (t < u.tokens) { ${addToken('t')} }
${splits === 1 ? '' : combine}
let base = u.offset / 4u + row * 4u * columns + column;
${grid(tile.rows, columns, add)}`,
  };
}

/** dx = dy GELU'(x), elementwise. */
/** So many that one row of workgroups covers the largest update that the page allows. */
export const GELU_THREADS = 256;

export const geluGradProgram: Program = {
  name: 'gelu-grad',
  reads: { dy: 'vec4<f32>', preActivation: 'vec4<f32>' },
  writes: { dx: 'vec4<f32>' },
  uniforms: { length: 'u32' },
  workgroup: [GELU_THREADS, 1, 1],
  globals: GELU,
  body: () => `
let i = id.x;
if (i >= u.length) { return; }
let x = preActivation[i];
let t = geluTanh(x);
let slope = SLOPE * (1.0 + 3.0 * 0.044715 * x * x);
dx[i] = dy[i] * (0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * slope);`,
};
