import { backend as currentBackend, type KernelBackend } from '@tensorflow/tfjs-core';
import { wasmThreads } from '../kernels/backend/wasm';
import { dispatch, disposeTensor, newTensor, type Program } from '../kernels/backend/webgpu-internals';
import { milliseconds } from './measure';
import type { Backend } from './report';

/** Independent sums per thread: more than the latency of a fused multiply-add on any device. */
const SUMS = 10;
const sums = (text: (index: number) => string) => Array.from({ length: SUMS }, (_, i) => text(i));

/** Fused where the language says so, or as the driver joins them: software adapters are slow at fused ones. */
const MULTIPLY_ADDS = ['fma(s, a, a)', 's * a + a'].map(
  (step): Program => ({
    name: `bench ${step}`,
    reads: {},
    writes: { out: 'vec4<f32>' },
    uniforms: { rounds: 'u32', factor: 'f32' },
    workgroup: [64, 1, 1],
    body: () => `
  let a = vec4<f32>(u.factor);
  ${sums((i) => `var s${i} = vec4<f32>(f32(id.x + ${i}u));`).join('\n  ')}
  for (var round = 0u; round < u.rounds; round++) {
    ${sums((i) => `s${i} = ${step.replace(/\bs\b/, `s${i}`)};`).join('\n    ')}
  }
  out[id.x] = ${sums((i) => `s${i}`).join(' + ')};`,
  }),
);

const WORKGROUPS = 256;

/** GFLOP/s of one dispatch. */
function webgpuRunner(program: Program): (rounds: number) => Promise<number> {
  return async (rounds) => {
    const backend = currentBackend();
    const out = newTensor(backend, [WORKGROUPS * 64 * 4]);
    const ms = await milliseconds(async () => {
      dispatch(backend, program, { out }, { rounds, factor: 0.5 }, [WORKGROUPS, 1, 1]);
      await (currentBackend() as KernelBackend).read(out.dataId);
    });
    disposeTensor(backend, out);
    return (WORKGROUPS * 64 * 4 * SUMS * 2 * rounds) / ms / 1e6;
  };
}

const F32X4_SPLAT = [0xfd, 0x13];
const F32X4_ADD = [0xfd, 0xe4, 0x01];
const F32X4_MUL = [0xfd, 0xe6, 0x01];
const F32X4_RELAXED_MADD = [0xfd, 0x85, 0x02];

/** A wasm module `run(rounds)` that does nothing but multiply-adds in registers, assembled by hand. */
function multiplyAddModule(fused: boolean): Uint8Array<ArrayBuffer> {
  const section = (id: number, bytes: number[]) => [id, ...leb128(bytes.length), ...bytes];
  const [roundsLocal, factor, firstSum] = [0, 1, 2];
  const step = (at: number) => {
    const product = fused
      ? [0x20, at, 0x20, factor, 0x20, factor, ...F32X4_RELAXED_MADD]
      : [0x20, at, 0x20, factor, ...F32X4_MUL, 0x20, factor, ...F32X4_ADD];
    return [...product, 0x21, at];
  };
  const each = (f: (at: number) => number[]) => sums((i) => `${i}`).flatMap((i) => f(firstSum + Number(i)));
  const loop = [
    ...[0x03, 0x40], // loop
    ...each(step),
    ...[0x20, roundsLocal, 0x41, 0x01, 0x6b, 0x22, roundsLocal, 0x0d, 0x00, 0x0b], // until --rounds is 0
  ];
  const body = [
    ...[0x01, SUMS + 1, 0x7b], // v128 locals: the factor and the sums
    ...[0x43, 0x00, 0x00, 0x00, 0x3f, ...F32X4_SPLAT, 0x21, factor], // factor = splat(0.5)
    ...loop,
    ...[0x20, firstSum, ...each((at) => (at === firstSum ? [] : [0x20, at, ...F32X4_ADD]))],
    ...[0xfd, 0x1f, 0x00, 0x0b], // lane 0
  ];
  const code = [...leb128(body.length), ...body];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x01, 0x7f, 0x01, 0x7d]), // type: i32 -> f32
    ...section(3, [0x01, 0x00]),
    ...section(7, [0x01, 0x03, 0x72, 0x75, 0x6e, 0x00, 0x00]), // export "run"
    ...section(10, [0x01, ...code]),
  ]);
}

function leb128(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb128(value >> 7)];
}

function wasmRunner(): (rounds: number) => Promise<number> {
  const bytes = [true, false].map(multiplyAddModule).find((module) => WebAssembly.validate(module));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>));
  const run = exports.run as (rounds: number) => number;
  return async (rounds) => {
    const ms = await milliseconds(async () => run(rounds));
    return (wasmThreads() * (4 * SUMS * 2 * rounds)) / ms / 1e6;
  };
}

/**
 * What the device does when it does nothing but multiply-adds in registers, GFLOP/s. On wasm one thread is measured and
 * counts for each: an upper bound, as processor cores slow down together and two threads may share one.
 */
export async function deviceCeiling(backend: Backend): Promise<number> {
  const runners = backend === 'webgpu' ? MULTIPLY_ADDS.map(webgpuRunner) : [wasmRunner()];
  const rates: number[] = [];
  for (const run of runners) {
    let rounds = backend === 'webgpu' ? 16 : 10_000;
    await run(rounds);
    // Long enough that starting and reading back do not count.
    while (rounds < 2 ** 24 && (await milliseconds(() => run(rounds))) < 50) {
      rounds *= 2;
    }
    for (let i = 0; i < 7; i++) {
      rates.push(await run(rounds));
    }
  }
  // The best of several: whatever else the machine does only takes away.
  return Math.max(...rates);
}
