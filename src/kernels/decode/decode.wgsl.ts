import { dots, tileOfThread, turned } from '../attention/attention.wgsl';
import type { Program } from '../backend/webgpu-internals';
import { lines } from '../backend/wgsl';

/** cache [tokens, 2 * width] (rotated keys, values) from qkv [tokens, 3 * width]; a thread per token and head. */
export function storeKeysValuesProgram(headDim: number): Program {
  const vectors = headDim / 4;
  const half = vectors / 2;
  return {
    name: `store-keys-values/${headDim}`,
    reads: { qkv: 'vec4<f32>', positions: 'u32', rotary: 'vec4<f32>' },
    writes: { cache: 'vec4<f32>' },
    uniforms: { tokens: 'u32', heads: 'u32' },
    workgroup: [64, 1, 1],
    body: () => `
${tileOfThread(1)}
let width = u.heads * ${vectors}u;
let k = (first * 3u + 1u) * width + head * ${vectors}u;
let to = first * 2u * width + head * ${vectors}u;
let angle = positions[first] * ${vectors}u;
${lines(half, (p) => turned([`k${p}`, `k${p + half}`], [`qkv[k + ${p}u]`, `qkv[k + ${p + half}u]`], half, p))}
${lines(vectors, (p) => `cache[to + ${p}u] = k${p}; cache[to + width + ${p}u] = qkv[k + width + ${p}u];`)}`,
  };
}

/** Threads of a workgroup of decodeAttention. */
export const DECODE_THREADS = 32;

/**
 * One new query per active response and head; its key and value go into `generated` in place. With `splits` > 1 that
 * many threads share the keys, each with a running maximum, and the first merges them.
 */
export function decodeAttentionProgram(headDim: number, splits: number): Program {
  const vectors = headDim / 4;
  const half = vectors / 2;
  const owners = DECODE_THREADS / splits;
  const pair = (name: string, p: number): [string, string] => [`${name}${p}`, `${name}${p + half}`];
  const loaded = (base: string, p: number): [string, string] => [
    `qkv[${base} + ${p}u]`,
    `qkv[${base} + ${p + half}u]`,
  ];
  /** Four keys at a time, so that the sums are rescaled once for the four. */
  const attend = (buffer: string, start: string, end: string) => `
for (var j = ${start} + split * 4u; j < ${end}; j += ${4 * splits}u) {
  var s = vec4<f32>();
  ${lines(
    4,
    (c) => `let at${c} = min(j + ${c}u, ${end} - 1u) * 2u * width + head * ${vectors}u;
{ ${lines(vectors, (p) => `let k${p} = ${buffer}[at${c} + ${p}u];`)} s[${c}] = ${dots(vectors, 'q', 'k')}; }`,
  )}
  let seen = vec4<u32>(j, j + 1u, j + 2u, j + 3u) < vec4<u32>(${end});
  let score = select(vec4<f32>(-1e9), s, seen);
  let top = max(most, max(max(score.x, score.y), max(score.z, score.w)));
  let shrink = exp(most - top);
  let weight = select(vec4<f32>(), exp(score - top), seen);
  most = top;
  sum = sum * shrink + dot(weight, vec4<f32>(1.0));
  ${lines(vectors, (p) => `y${p} *= shrink;`)}
  ${lines(4, (c) => lines(vectors, (p) => `y${p} += weight[${c}] * ${buffer}[at${c} + width + ${p}u];`))}
}`;
  const merge = `
tops[lane] = most;
sums[lane] = sum;
${lines(vectors, (p) => `shares[lane * ${vectors}u + ${p}u] = y${p};`)}
workgroupBarrier();
if (split != 0u) { return; }
for (var other = lane + ${owners}u; other < ${DECODE_THREADS}u; other += ${owners}u) {
  let top = max(most, tops[other]);
  let mine = exp(most - top);
  let theirs = exp(tops[other] - top);
  most = top;
  sum = sum * mine + sums[other] * theirs;
  ${lines(vectors, (p) => `y${p} = y${p} * mine + shares[other * ${vectors}u + ${p}u] * theirs;`)}
}`;
  return {
    name: `decode-attention/${headDim}/${splits}`,
    reads: { qkv: 'vec4<f32>', prompts: 'vec4<f32>', rows: 'vec4<u32>', rotary: 'vec4<f32>' },
    writes: { generated: 'vec4<f32>', out: 'vec4<f32>' },
    uniforms: { responses: 'u32', heads: 'u32', step: 'u32', maxNewTokens: 'u32', scale: 'f32' },
    workgroup: [DECODE_THREADS, 1, 1],
    globals:
      splits === 1
        ? ''
        : `var<workgroup> tops: array<f32, ${DECODE_THREADS}>;
var<workgroup> sums: array<f32, ${DECODE_THREADS}>;
var<workgroup> shares: array<vec4<f32>, ${DECODE_THREADS * vectors}>;`,
    body: () => `
let owner = group.x * ${owners}u + lane % ${owners}u;
let split = lane / ${owners}u;
let head = owner % u.heads;
let response = owner / u.heads;
let inside = response < u.responses;
let row = rows[2u * min(response, u.responses - 1u)];
let prompt = rows[2u * min(response, u.responses - 1u) + 1u];
let width = u.heads * ${vectors}u;
let angle = row.y * ${vectors}u;
let q = min(response, u.responses - 1u) * 3u * width + head * ${vectors}u;
let k = q + width;
let v = k + width;
let own = row.x * u.maxNewTokens;
${lines(half, (p) => {
  const query = loaded('q', p).map((load) => `u.scale * ${load}`) as [string, string];
  return `${turned(pair('q', p), query, half, p)}\n${turned(pair('k', p), loaded('k', p), half, p)}`;
})}
// The first thread starts from the new token itself.
let keeps = split == 0u && inside;
var most = select(-1e9, ${dots(vectors, 'q', 'k')}, keeps);
var sum = select(0.0, 1.0, keeps);
${lines(vectors, (p) => `var y${p} = select(vec4<f32>(), qkv[v + ${p}u], keeps);`)}
if (keeps) {
  let to = (own + u.step) * 2u * width + head * ${vectors}u;
  ${lines(vectors, (p) => `generated[to + ${p}u] = k${p}; generated[to + width + ${p}u] = y${p};`)}
}
if (inside) {
  ${attend('prompts', 'row.z', 'row.w')}
  ${attend('prompts', 'prompt.x', 'prompt.y')}
  ${attend('generated', 'own', '(own + u.step)')}
}
${splits === 1 ? '' : merge}
if (keeps) {
  let to = response * width + head * ${vectors}u;
  ${lines(vectors, (p) => `out[to + ${p}u] = y${p} / sum;`)}
}`,
  };
}

/**
 * One token per row of logits: the first of the largest (temperature 0), or the first whose cumulative
 * softmax(logits / temperature) exceeds the uniform; and its log-probability at temperature 1. A thread per row.
 */
export const sampleTokensProgram: Program = {
  name: 'sample-tokens',
  reads: { logits: 'f32', uniforms: 'f32' },
  writes: { tokens: 'u32', logp: 'f32' },
  uniforms: { rows: 'u32', vocabulary: 'u32', temperature: 'f32' },
  workgroup: [32, 1, 1],
  body: () => `
let row = id.x;
if (row >= u.rows) { return; }
let first = row * u.vocabulary;
let end = first + u.vocabulary;
var most = logits[first];
var chosen = first;
for (var j = first + 1u; j < end; j++) {
  if (logits[j] > most) { most = logits[j]; chosen = j; }
}
var sum = 0.0;
for (var j = first; j < end; j++) { sum += exp(logits[j] - most); }
if (u.temperature > 0.0) {
  var total = 0.0;
  for (var j = first; j < end; j++) { total += exp((logits[j] - most) / u.temperature); }
  let goal = uniforms[row] * total;
  var cumulative = 0.0;
  for (var j = first; j < end && cumulative <= goal; j++) {
    let weight = exp((logits[j] - most) / u.temperature);
    cumulative += weight;
    // Rounding may leave the goal above the last sum: then the last possible token stands.
    if (weight > 0.0) { chosen = j; }
  }
}
tokens[row] = chosen - first;
logp[row] = logits[chosen] - most - log(sum);`,
};
