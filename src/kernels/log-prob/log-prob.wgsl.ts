import type { Program } from '../backend/webgpu-internals';
import type { ElementEpilogue } from '../linear/linear.wgsl';

/** result [2, rows] (log-probability of the target, entropy) and logSumExp [rows] from logits; a thread per row. */
export const logProbProgram: Program = {
  name: 'log-prob',
  reads: { logits: 'f32', targets: 'u32' },
  writes: { result: 'f32', logSumExp: 'f32' },
  uniforms: { rows: 'u32', vocabulary: 'u32' },
  workgroup: [32, 1, 1],
  body: () => `
let row = id.x;
if (row >= u.rows) { return; }
let first = row * u.vocabulary;
let end = first + u.vocabulary;
var most = logits[first];
for (var j = first; j < end; j++) { most = max(most, logits[j]); }
var sum = 0.0;
var weighted = 0.0; // sum of exp(shifted) * shifted
for (var j = first; j < end; j++) {
  let shifted = logits[j] - most;
  let weight = exp(shifted);
  sum += weight;
  weighted += weight * shifted;
}
logSumExp[row] = most + log(sum);
result[row] = logits[first + targets[row]] - most - log(sum);
result[u.rows + row] = log(sum) - weighted / sum;`,
};

/** Turns a recomputed logit into its gradient: dLogp (1 at the target, minus its probability). */
export const logitGradEpilogue: ElementEpilogue = {
  name: 'logit-grad',
  reads: { targets: 'u32', logSumExp: 'f32', dLogp: 'f32' },
  code: 'return dLogp[row] * (select(0.0, 1.0, targets[row] == column) - exp(value - logSumExp[row]));',
};
