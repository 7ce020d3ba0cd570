import type { Program } from '../backend/webgpu-internals';
import { grid, lines } from '../backend/wgsl';

/**
 * Attention in one pass over the keys with a running maximum (Dao et al., 2022). A thread owns `tile` consecutive
 * queries of one head in registers; threads beside each other own the heads of the same queries, so that they take the
 * same branches. Vectors of four: headDim / 4 per head, half of them in each half that rotary embedding pairs.
 */

/** The rows and the head of a thread; rows past the last are computed as copies of it and not stored. */
export const tileOfThread = (tile: number, thread = 'id.x') => `
let head = ${thread} % u.heads;
let first = ${thread} / u.heads * ${tile}u;
if (first >= u.tokens) { return; }
${lines(tile, (r) => `let row${r} = min(first + ${r}u, u.tokens - 1u);`)}`;

/** Defines a and b: the paired vectors x and y turned by pair p of the angles that start at vector `angle`. */
export const turned = (
  [a, b]: [string, string],
  [x, y]: [string, string],
  half: number,
  p: number,
  angle = 'angle',
) => `
let cosine_${a} = rotary[${angle} + ${p}u];
let sine_${a} = rotary[${angle} + ${half + p}u];
let ${a} = ${x} * cosine_${a} - ${y} * sine_${a};
let ${b} = ${x} * sine_${a} + ${y} * cosine_${a};`;

/** low, high of each row in `phase` (0: prefix, 1: own segment), and start, end that span them. */
export const spans = (tile: number) => `
${lines(
  tile,
  (r) => `let low${r} = select(range${r}.z, range${r}.x, phase == 0u);
let high${r} = select(range${r}.w, range${r}.y, phase == 0u);`,
)}
var start = u.tokens;
var end = 0u;
${lines(tile, (r) => `if (low${r} < high${r}) { start = min(start, low${r}); end = max(end, high${r}); }`)}`;

/** out [tokens, width] and logSumExp [tokens, heads] from qkv [tokens, 3 * width]. */
export function attentionProgram(headDim: number, tile: number): Program {
  const vectors = headDim / 4;
  const half = vectors / 2;
  const query = (r: number) => `
let range${r} = ranges[row${r}];
let at${r} = row${r} * 3u * width + head * ${vectors}u;
let angle${r} = positions[row${r}] * ${vectors}u;
${lines(half, (p) => {
  const loaded = (index: number) => `u.scale * qkv[at${r} + ${index}u]`;
  return turned([`q${r}_${p}`, `q${r}_${p + half}`], [loaded(p), loaded(p + half)], half, p, `angle${r}`);
})}
var most${r} = -1e9; // not -infinity: WGSL may assume that infinities do not occur
var sum${r} = 0.0;
${lines(vectors, (p) => `var y${r}_${p} = vec4<f32>();`)}`;
  const scores = (c: number) => `{
  let key = min(j + ${c}u, u.tokens - 1u);
  let at = (key * 3u + 1u) * width + head * ${vectors}u;
  let angle = positions[key] * ${vectors}u;
  ${lines(half, (p) => turned([`k${p}`, `k${p + half}`], [`qkv[at + ${p}u]`, `qkv[at + ${p + half}u]`], half, p))}
  ${lines(tile, (r) => `s${r}[${c}] = ${dots(vectors, `q${r}_`, 'k')};`)}
}`;
  const weigh = (r: number) => `
let seen${r} = (keys >= vec4<u32>(low${r})) & (keys < vec4<u32>(high${r}));
let score${r} = select(vec4<f32>(-1e9), s${r}, seen${r});
let top${r} = max(most${r}, max(max(score${r}.x, score${r}.y), max(score${r}.z, score${r}.w)));
let shrink${r} = exp(most${r} - top${r});
let p${r} = select(vec4<f32>(), exp(score${r} - top${r}), seen${r});
most${r} = top${r};
sum${r} = sum${r} * shrink${r} + dot(p${r}, vec4<f32>(1.0));
${lines(vectors, (p) => `y${r}_${p} *= shrink${r};`)}`;
  const values = (c: number) => `{
  let at = (min(j + ${c}u, u.tokens - 1u) * 3u + 2u) * width + head * ${vectors}u;
  ${lines(vectors, (p) => `let v${p} = qkv[at + ${p}u];`)}
  ${grid(tile, vectors, (r, p) => `y${r}_${p} += p${r}[${c}] * v${p};`)}
}`;
  return {
    name: `attention/${headDim}/${tile}`,
    reads: { qkv: 'vec4<f32>', rotary: 'vec4<f32>', ranges: 'vec4<u32>', positions: 'u32' },
    writes: { out: 'vec4<f32>', logSumExp: 'f32' },
    uniforms: { tokens: 'u32', heads: 'u32', scale: 'f32' },
    workgroup: [64, 1, 1],
    body: () => `
${tileOfThread(tile)}
let width = u.heads * ${vectors}u;
${lines(tile, query)}
for (var phase = 0u; phase < 2u; phase++) {
  ${spans(tile)}
  for (var j = start; j < end; j += 4u) {
    let keys = vec4<u32>(j, j + 1u, j + 2u, j + 3u);
    ${lines(tile, (r) => `var s${r} = vec4<f32>();`)}
    ${lines(4, scores)}
    ${lines(tile, weigh)}
    ${lines(4, values)}
  }
}
${lines(
  tile,
  (r) => `if (first + ${r}u < u.tokens) {
  let at = row${r} * width + head * ${vectors}u;
  ${lines(vectors, (p) => `out[at + ${p}u] = y${r}_${p} / sum${r};`)}
  logSumExp[row${r} * u.heads + head] = most${r} + log(sum${r});
}`,
)}`,
  };
}

/** The sum of the dot products of a's and b's vectors. */
export function dots(vectors: number, a: string, b: string): string {
  return Array.from({ length: vectors }, (_, p) => `dot(${a}${p}, ${b}${p})`).join(' + ');
}
