import type { Program } from '../backend/webgpu-internals';
import { lines } from '../backend/wgsl';
import { dots, spans, tileOfThread, turned } from './attention.wgsl';

/**
 * What the backward pass reads many times: rotated [tokens, 3 * width] with scaled rotated queries, rotated keys,
 * values; statistics [tokens, heads] of (logSumExp, sum(dOut * out)). A thread per token and head.
 */
export function attentionGradInputsProgram(headDim: number): Program {
  const vectors = headDim / 4;
  const half = vectors / 2;
  return {
    name: `attention-grad-inputs/${headDim}`,
    reads: {
      qkv: 'vec4<f32>',
      out: 'vec4<f32>',
      logSumExp: 'f32',
      dOut: 'vec4<f32>',
      rotary: 'vec4<f32>',
      positions: 'u32',
    },
    writes: { rotated: 'vec4<f32>', statistics: 'vec2<f32>' },
    uniforms: { tokens: 'u32', heads: 'u32', scale: 'f32' },
    workgroup: [64, 1, 1],
    body: () => `
${tileOfThread(1)}
let width = u.heads * ${vectors}u;
let q = first * 3u * width + head * ${vectors}u;
let k = q + width;
let v = k + width;
let angle = positions[first] * ${vectors}u;
${lines(half, (p) => {
  const pair = (name: string): [string, string] => [`${name}${p}`, `${name}${p + half}`];
  const loaded = (base: string): [string, string] => [`qkv[${base} + ${p}u]`, `qkv[${base} + ${p + half}u]`];
  return `${turned(pair('q'), loaded('q'), half, p)}
${turned(pair('k'), loaded('k'), half, p)}`;
})}
${lines(
  vectors,
  (p) => `rotated[q + ${p}u] = u.scale * q${p};
rotated[k + ${p}u] = k${p};
rotated[v + ${p}u] = qkv[v + ${p}u];`,
)}
let at = first * width + head * ${vectors}u;
var product = 0.0;
${lines(vectors, (p) => `product += dot(dOut[at + ${p}u], out[at + ${p}u]);`)}
statistics[id.x] = vec2<f32>(logSumExp[id.x], product);`,
  };
}

/**
 * dqkv [tokens, 3 * width]. With p = exp(q k - logSumExp), ds = p * (dOut v - sum(dOut * out)):
 * dq = sum over keys of ds k; dk = sum over the key's readers of ds q; dv = sum of p dOut. Each query gathers over its
 * keys in the first workgroups, each key over its readers in the others: nothing is added from two threads.
 */
export function attentionGradProgram(headDim: number, tile: number): Program {
  const vectors = headDim / 4;
  const half = vectors / 2;
  const load = (prefix: string, buffer: string, at: string) =>
    lines(vectors, (p) => `let ${prefix}${p} = ${buffer}[${at} + ${p}u];`);
  const zero = (prefix: string) => lines(vectors, (p) => `var ${prefix}${p} = vec4<f32>();`);
  /** Stores the gradient of a rotated vector, turned back by the opposite angle. */
  const storeTurnedBack = (r: number, prefix: string, offset: string, factor: string) =>
    lines(
      half,
      (p) => `{
  let angle = positions[row${r}] * ${vectors}u;
  let cosine = rotary[angle + ${p}u];
  let sine = rotary[angle + ${half + p}u];
  let at = row${r} * 3u * width + head * ${vectors}u + ${offset};
  dqkv[at + ${p}u] = ${factor}(${prefix}${p} * cosine + ${prefix}${p + half} * sine);
  dqkv[at + ${p + half}u] = ${factor}(${prefix}${p + half} * cosine - ${prefix}${p} * sine);
}`,
    );
  const queries = `
${tileOfThread(tile)}
${lines(
  tile,
  (r) => `let range${r} = ranges[row${r}];
let statistic${r} = statistics[row${r} * u.heads + head];
${load(`q${r}_`, 'rotated', `row${r} * 3u * width + head * ${vectors}u`)}
${load(`dy${r}_`, 'dOut', `row${r} * width + head * ${vectors}u`)}
${zero(`dq${r}_`)}`,
)}
for (var phase = 0u; phase < 2u; phase++) {
  ${spans(tile)}
  for (var j = start; j < end; j++) {
    let at = (j * 3u + 1u) * width + head * ${vectors}u;
    ${load('k', 'rotated', 'at')}
    ${load('v', 'rotated', 'at + width')}
    ${lines(
      tile,
      (
        r,
      ) => `let p${r} = select(0.0, exp(${dots(vectors, `q${r}_`, 'k')} - statistic${r}.x), j >= low${r} && j < high${r});
let ds${r} = p${r} * (${dots(vectors, `dy${r}_`, 'v')} - statistic${r}.y);
${lines(vectors, (p) => `dq${r}_${p} += ds${r} * k${p};`)}`,
    )}
  }
}
${lines(tile, (r) => `if (first + ${r}u < u.tokens) { ${storeTurnedBack(r, `dq${r}_`, '0u', 'u.scale * ')} }`)}`;
  const keys = `
let thread = id.x - u.queryGroups * 64u;
${tileOfThread(tile, 'thread')}
var start = u.tokens;
var end = 0u;
${lines(
  tile,
  (r) => `start = min(start, readers[row${r}].x);
end = max(end, readers[row${r}].y);
${load(`k${r}_`, 'rotated', `(row${r} * 3u + 1u) * width + head * ${vectors}u`)}
${load(`v${r}_`, 'rotated', `(row${r} * 3u + 2u) * width + head * ${vectors}u`)}
${zero(`dk${r}_`)}
${zero(`dv${r}_`)}`,
)}
for (var i = start; i < end; i++) {
  let range = ranges[i];
  let statistic = statistics[i * u.heads + head];
  ${load('q', 'rotated', `i * 3u * width + head * ${vectors}u`)}
  ${load('dy', 'dOut', `i * width + head * ${vectors}u`)}
  ${lines(
    tile,
    (
      r,
    ) => `let seen${r} = (row${r} >= range.x && row${r} < range.y) || (row${r} >= range.z && row${r} < range.w);
let p${r} = select(0.0, exp(${dots(vectors, 'q', `k${r}_`)} - statistic.x), seen${r});
let ds${r} = p${r} * (${dots(vectors, 'dy', `v${r}_`)} - statistic.y);
${lines(vectors, (p) => `dv${r}_${p} += p${r} * dy${p}; dk${r}_${p} += ds${r} * q${p};`)}`,
  )}
}
${lines(
  tile,
  (r) => `if (first + ${r}u < u.tokens) {
  ${storeTurnedBack(r, `dk${r}_`, 'width', '')}
  let at = (row${r} * 3u + 2u) * width + head * ${vectors}u;
  ${lines(vectors, (p) => `dqkv[at + ${p}u] = dv${r}_${p};`)}
}`,
)}`;
  return {
    name: `attention-grad/${headDim}/${tile}`,
    reads: {
      rotated: 'vec4<f32>',
      statistics: 'vec2<f32>',
      dOut: 'vec4<f32>',
      rotary: 'vec4<f32>',
      ranges: 'vec4<u32>',
      readers: 'vec2<u32>',
      positions: 'u32',
    },
    writes: { dqkv: 'vec4<f32>' },
    uniforms: { tokens: 'u32', heads: 'u32', scale: 'f32', queryGroups: 'u32' },
    workgroup: [64, 1, 1],
    body: () => `
let width = u.heads * ${vectors}u;
if (group.x < u.queryGroups) {
${queries}
} else {
${keys}
}`,
  };
}
