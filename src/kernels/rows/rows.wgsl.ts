import type { Program } from '../backend/webgpu-internals';
import { lines } from '../backend/wgsl';

/** y[i] = x[rows[i]]; a thread per vector of four. */
export const gatherRowsProgram: Program = {
  name: 'gather-rows',
  reads: { x: 'vec4<f32>', rows: 'u32' },
  writes: { y: 'vec4<f32>' },
  uniforms: { selected: 'u32', width: 'u32' },
  workgroup: [64, 1, 1],
  body: () => `
let vectors = u.width / 4u;
let i = id.x / vectors;
if (i >= u.selected) { return; }
y[id.x] = x[rows[i] * vectors + id.x % vectors];`,
};

/** Entries of `rows` that are compared at once. */
const BATCH = 8;

/** dx[rows[i]] = dy[i], zero elsewhere. A thread owns a row of dx and looks for it in `rows`: one dispatch. */
export const scatterRowsProgram: Program = {
  name: 'scatter-rows',
  reads: { dy: 'vec4<f32>', rows: 'u32' },
  writes: { dx: 'vec4<f32>' },
  uniforms: { selected: 'u32', width: 'u32', count: 'u32' },
  workgroup: [64, 1, 1],
  body: () => `
let vectors = u.width / 4u;
let row = id.x;
if (row >= u.count) { return; }
var source = u.selected;
for (var i = 0u; i < u.selected; i += ${BATCH}u) {
  ${lines(BATCH, (b) => `if (rows[min(i + ${b}u, u.selected - 1u)] == row) { source = min(i + ${b}u, u.selected - 1u); }`)}
}
for (var column = 0u; column < vectors; column++) {
  let value = dy[min(source, u.selected - 1u) * vectors + column];
  dx[row * vectors + column] = select(vec4<f32>(), value, source < u.selected);
}`,
};
