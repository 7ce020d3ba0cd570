import type { Program } from '../backend/webgpu-internals';

/** Threads over the whole buffer, each with a sum of its own. */
export const NORM_THREADS = 4096;

/** sums[thread] = sum of its squared trained gradients. */
export const squaredNormProgram: Program = {
  name: 'squared-norm',
  reads: { grads: 'vec4<f32>', mask: 'vec4<f32>' },
  writes: { sums: 'f32' },
  uniforms: { vectors: 'u32' },
  workgroup: [64, 1, 1],
  body: () => `
var sum = vec4<f32>();
for (var i = id.x; i < u.vectors; i += ${NORM_THREADS}u) {
  sum += select(vec4<f32>(), grads[i] * grads[i], mask[i] > vec4<f32>());
}
sums[id.x] = dot(sum, vec4<f32>(1.0));`,
};

/** norm = sqrt(sum of sums), in one workgroup. */
export const normProgram: Program = {
  name: 'norm',
  reads: { sums: 'f32' },
  writes: { norm: 'f32' },
  uniforms: {},
  workgroup: [64, 1, 1],
  globals: 'var<workgroup> shares: array<f32, 64>;',
  body: () => `
var sum = 0.0;
for (var i = lane; i < ${NORM_THREADS}u; i += 64u) { sum += sums[i]; }
shares[lane] = sum;
workgroupBarrier();
if (lane != 0u) { return; }
for (var i = 1u; i < 64u; i++) { sum += shares[i]; }
norm[0] = sqrt(sum);`,
};

/** Threads of a workgroup. */
export const ADAMW_GROUP = 128;

/** AdamW in place, a thread per vector of four; grads = 0. correction: 1 - beta^step. */
export const adamWProgram: Program = {
  name: 'adamw',
  reads: { mask: 'vec4<f32>', norm: 'f32' },
  writes: { values: 'vec4<f32>', grads: 'vec4<f32>', m: 'vec4<f32>', v: 'vec4<f32>' },
  uniforms: {
    vectors: 'u32',
    learningRate: 'f32',
    beta1: 'f32',
    beta2: 'f32',
    epsilon: 'f32',
    weightDecay: 'f32',
    clipNorm: 'f32',
    correction1: 'f32',
    correction2: 'f32',
  },
  changing: true,
  workgroup: [ADAMW_GROUP, 1, 1],
  body: () => `
let i = id.x;
if (i >= u.vectors) { return; }
let kind = mask[i];
let trained = kind > vec4<f32>();
let gradient = select(vec4<f32>(), grads[i] * min(1.0, u.clipNorm / (norm[0] + 1e-6)), trained);
let mean = u.beta1 * m[i] + (1.0 - u.beta1) * gradient;
let square = u.beta2 * v[i] + (1.0 - u.beta2) * gradient * gradient;
m[i] = mean;
v[i] = square;
grads[i] = vec4<f32>();
let decay = select(vec4<f32>(), u.weightDecay * values[i], kind == vec4<f32>(2.0));
let update = mean / u.correction1 / (sqrt(square / u.correction2) + u.epsilon) + decay;
values[i] -= select(vec4<f32>(), u.learningRate * update, trained);`,
};
