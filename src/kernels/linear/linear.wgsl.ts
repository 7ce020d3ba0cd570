import type { Program } from '../backend/webgpu-internals';

/**
 * Matrix products in which each thread computes a register tile from vec4 loads straight out of storage: no barriers,
 * which software adapters pay dearly for, and few loads per multiplication, which every adapter likes.
 */

/** Rows and columns (a multiple of 4) of one thread's tile. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

const GELU = `
const GELU_SLOPE = 0.7978845608028654; // sqrt(2 / pi)
// tanh overflows in some drivers for large arguments.
fn geluTanh(x: vec4<f32>) -> vec4<f32> {
  return tanh(clamp(GELU_SLOPE * (x + 0.044715 * x * x * x), vec4<f32>(-15.0), vec4<f32>(15.0)));
}
`;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const lines = (count: number, line: (index: number) => string) => range(count).map(line).join('\n');
const grid = (rows: number, columns: number, line: (row: number, column: number) => string) =>
  lines(rows, (row) => lines(columns, (column) => line(row, column)));

/** Rows past the last are computed as copies of it and not stored. */
const rowOfTile = (rows: number, total: string) =>
  `
let row0 = id.y * ${rows}u;
if (row0 >= ${total}) { return; }
${lines(rows, (r) => `let row${r === 0 ? 'A' : r} = min(row0 + ${r}u, ${total} - 1u);`)}`.replaceAll(
    'rowA',
    'first',
  );

export type Epilogue = 'none' | 'residual' | 'gelu';

/** y [tokens, outputs] = x [tokens, inputs] W [inputs, outputs], then the epilogue. */
export function linearProgram(tile: Tile, epilogue: Epilogue) {
  const { rows } = tile;
  const vectors = tile.columns / 4;
  const row = (r: number) => (r === 0 ? 'first' : `row${r}`);
  const store = (r: number, c: number) => {
    const at = `${row(r)} * columns + column + ${c}u`;
    if (epilogue === 'gelu') {
      return `y[${at}] = 0.5 * y${r}_${c} * (1.0 + geluTanh(y${r}_${c})); preActivation[${at}] = y${r}_${c};`;
    }
    return `y[${at}] = ${epilogue === 'residual' ? `residual[${at}] + ` : ''}y${r}_${c};`;
  };
  return {
    name: `linear/${rows}x${tile.columns}/${epilogue}`,
    reads: {
      x: 'vec4<f32>',
      values: 'vec4<f32>',
      ...(epilogue === 'residual' ? { residual: 'vec4<f32>' } : {}),
    } as Record<string, string>,
    writes: {
      y: 'vec4<f32>',
      ...(epilogue === 'gelu' ? { preActivation: 'vec4<f32>' } : {}),
    } as Record<string, string>,
    uniforms: { offset: 'u32', tokens: 'u32', inputs: 'u32', outputs: 'u32' },
    workgroup: [8, 8, 1],
    globals: epilogue === 'gelu' ? GELU : '',
    body: `
let columns = u.outputs / 4u;
let depth = u.inputs / 4u;
let column = id.x * ${vectors}u;
if (column >= columns) { return; }
${rowOfTile(rows, 'u.tokens')}
${grid(rows, vectors, (r, c) => `var y${r}_${c} = vec4<f32>();`)}
var at = u.offset / 4u + column;
for (var k = 0u; k < depth; k++) {
  ${lines(rows, (r) => `let x${r} = x[${row(r)} * depth + k];`)}
  ${lines(4, (i) => lines(vectors, (c) => `let w${i}_${c} = values[at + ${i}u * columns + ${c}u];`))}
  ${grid(rows, vectors, (r, c) => lines(4, (i) => `y${r}_${c} += x${r}.${'xyzw'[i]} * w${i}_${c};`))}
  at += 4u * columns;
}
${lines(rows, (r) => `${r === 0 ? '{' : `if (row0 + ${r}u < u.tokens) {`} ${lines(vectors, (c) => store(r, c))} }`)}`,
  } as const satisfies Program;
}
