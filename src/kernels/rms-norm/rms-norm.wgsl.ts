import type { Program } from '../backend/webgpu-internals';

/** y = x * inverseRms * gain; a thread per row. */
export const rmsNormProgram: Program = {
  name: 'rms-norm',
  reads: { x: 'vec4<f32>', values: 'vec4<f32>' },
  writes: { y: 'vec4<f32>', inverseRms: 'f32' },
  uniforms: { offset: 'u32', tokens: 'u32', width: 'u32', epsilon: 'f32' },
  workgroup: [64, 1, 1],
  body: () => `
let row = id.x;
if (row >= u.tokens) { return; }
let vectors = u.width / 4u;
var squares = vec4<f32>();
for (var i = row * vectors; i < (row + 1u) * vectors; i++) { squares += x[i] * x[i]; }
let inverse = inverseSqrt(dot(squares, vec4<f32>(1.0)) / f32(u.width) + u.epsilon);
inverseRms[row] = inverse;
for (var i = 0u; i < vectors; i++) {
  y[row * vectors + i] = x[row * vectors + i] * inverse * values[u.offset / 4u + i];
}`,
};

/** Threads of a workgroup. */
export const THREADS = 64;

/**
 * dx = inverse * (dy * gain - x * inverse^2 * mean(x * dy * gain)) in the first workgroups, a thread per row;
 * grads[gain] += sum over rows of dy * x * inverse in the others, `splits` threads per four columns.
 */
export function rmsNormGradProgram(splits: number): Program {
  const columns = THREADS / splits;
  return {
    name: `rms-norm-grad/${splits}`,
    reads: { x: 'vec4<f32>', inverseRms: 'f32', dy: 'vec4<f32>', values: 'vec4<f32>' },
    writes: { dx: 'vec4<f32>', grads: 'vec4<f32>' },
    uniforms: { offset: 'u32', tokens: 'u32', width: 'u32', rowGroups: 'u32' },
    workgroup: [THREADS, 1, 1],
    globals: splits === 1 ? '' : `var<workgroup> shares: array<vec4<f32>, ${THREADS}>;`,
    body: () => `
let vectors = u.width / 4u;
let gain = u.offset / 4u;
if (group.x < u.rowGroups) {
  let row = id.x;
  if (row >= u.tokens) { return; }
  let base = row * vectors;
  var products = vec4<f32>();
  for (var i = 0u; i < vectors; i++) { products += x[base + i] * dy[base + i] * values[gain + i]; }
  let inverse = inverseRms[row];
  let mean = dot(products, vec4<f32>(1.0)) / f32(u.width) * inverse * inverse;
  for (var i = 0u; i < vectors; i++) {
    dx[base + i] = inverse * (dy[base + i] * values[gain + i] - x[base + i] * mean);
  }
} else {
  let column = (group.x - u.rowGroups) * ${columns}u + lane % ${columns}u;
  var sum = vec4<f32>();
  if (column < vectors) {
    for (var row = lane / ${columns}u; row < u.tokens; row += ${splits}u) {
      sum += x[row * vectors + column] * dy[row * vectors + column] * inverseRms[row];
    }
  }
  ${
    splits === 1
      ? ''
      : `shares[lane] = sum;
  workgroupBarrier();
  if (lane >= ${columns}u) { return; }
  for (var s = 1u; s < ${splits}u; s++) { sum += shares[s * ${columns}u + lane]; }`
  }
  if (column < vectors) { grads[gain + column] += sum; }
}`,
  };
}
