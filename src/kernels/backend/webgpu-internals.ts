import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  backend as currentBackend,
  type DataId,
  type DataType,
  env,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/**
 * Everything of ours that leans on private parts of tfjs-backend-webgpu 4.22 (the last release, 2024-12). We record our
 * dispatches on its command encoder ourselves, because its own runWebGPUProgram knows one output per program, uploads a
 * new uniform buffer per dispatch, and derives bind group layouts from the shader (a declared but unused binding then
 * invalidates the bind group silently). `webgpu-internals.browser.test.ts` fails when one of these parts moves.
 */
interface Internals {
  readonly device: GPUDevice;
  readonly adapterInfo: { readonly architecture?: string };
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  readonly tensorMap: { get(id: DataId): { values: unknown; resource?: GPUBuffer } };
  /** Buffers that may be used again once the recorded commands are submitted. */
  readonly uniformPendingDisposal: GPUBuffer[];
  /** Tensors that recorded commands use: their buffers live until the next submit. */
  readonly commandQueueOwnedIds: WeakSet<DataId>;
  readonly commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  convertAndCacheOnCPU(id: DataId, values: unknown): unknown;
  uploadToGPU(id: DataId): void;
  makeTensorInfo(shape: number[], dtype: DataType, values?: Float32Array): TensorInfo;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** A compute shader and the buffers it sees. `reads` and `writes` map names to WGSL element types. */
export interface Program {
  /** Names the source: two programs with the same name must have the same source. */
  readonly name: string;
  readonly reads: Readonly<Record<string, string>>;
  /** Bound read_write: outputs and tensors changed in place. */
  readonly writes: Readonly<Record<string, string>>;
  /** Seen in the shader as `u.<name>`. */
  readonly uniforms: Readonly<Record<string, 'u32' | 'f32'>>;
  /** The uniforms differ at almost every dispatch: their buffer is not worth keeping. */
  readonly changing?: true;
  readonly workgroup: readonly [x: number, y: number, z: number];
  /** WGSL constants, functions and workgroup variables. */
  readonly globals?: string;
  /** Writes the body of the entry point, once per device; it sees `id`, `group` (vec3<u32>) and `lane` (u32). */
  body(): string;
}

/** Our additions to one backend: compiled pipelines, immutable uniform buffers, tensors that we write in place. */
interface Own {
  readonly pipelines: Map<string, GPUComputePipeline>;
  readonly uniforms: Map<string, GPUBuffer>;
  readonly written: WeakSet<DataId>;
}

const owned = new WeakMap<object, Own>();

/** Uniform buffers kept for their contents; a training run uses a few hundred. */
const MOST_UNIFORM_BUFFERS = 1024;

function internals(backend: unknown): Internals {
  return backend as Internals;
}

function ownOf(backend: unknown): Own {
  const found = owned.get(backend as object);
  if (found) {
    return found;
  }
  const own = { pipelines: new Map(), uniforms: new Map(), written: new WeakSet<DataId>() };
  owned.set(backend as object, own);
  // A read caches its values on the CPU when it completes; for a tensor that changes in place they would be stale.
  const gpu = internals(backend);
  const cache = gpu.convertAndCacheOnCPU.bind(gpu);
  gpu.convertAndCacheOnCPU = (id, values) => (own.written.has(id) ? values : cache(id, values));
  return own;
}

/** True on a software adapter: few wide cores, for which barriers are dear. */
export function isSoftwareAdapter(backend: unknown): boolean {
  return internals(backend).adapterInfo.architecture === 'swiftshader';
}

/** A new tensor on the GPU, not yet written. */
export function newTensor(backend: unknown, shape: number[], dtype: DataType = 'float32'): TensorInfo {
  // An empty tensor has no buffer; reading it must not look for one.
  const values = shape.includes(0) ? new Float32Array(0) : undefined;
  return internals(backend).makeTensorInfo(shape, dtype, values);
}

/** A tensor for the time of one kernel. Its buffer goes back to the pool once the recorded commands are submitted. */
export function disposeTensor(backend: unknown, tensor: TensorInfo): void {
  (backend as WebGPUBackend).disposeData(tensor.dataId);
}

/**
 * Records one dispatch.
 *
 * @param tensors one per name of `reads` and `writes`; no tensor may be both read and written
 * @param uniforms one per name of `uniforms`
 * @throws RangeError when a dimension of `workgroups` is above the device's limit
 * @throws TypeError when a tensor or a uniform is missing
 */
export function dispatch(
  backend: unknown,
  program: Program,
  tensors: Readonly<Record<string, TensorInfo>>,
  uniforms: Readonly<Record<string, number>>,
  workgroups: readonly [x: number, y: number, z: number],
): void {
  if (workgroups.includes(0)) {
    return;
  }
  const gpu = internals(backend);
  const own = ownOf(backend);
  const { device } = gpu;
  const most = device.limits.maxComputeWorkgroupsPerDimension;
  if (workgroups.some((count) => count > most)) {
    throw new RangeError(
      `${program.name}: ${workgroups.join(' x ')} workgroups, but the device allows ${most}.`,
    );
  }
  const pipeline = own.pipelines.get(program.name) ?? compile(device, program);
  own.pipelines.set(program.name, pipeline);
  const entries = [...Object.keys(program.reads), ...Object.keys(program.writes)].map((name, binding) => {
    const id = tensors[name].dataId;
    gpu.uploadToGPU(id);
    gpu.commandQueueOwnedIds.add(id);
    const data = gpu.tensorMap.get(id);
    if (name in program.writes) {
      data.values = null;
      own.written.add(id);
    }
    return { binding, resource: { buffer: data.resource as GPUBuffer } };
  });
  entries.push({ binding: entries.length, resource: { buffer: uniformBuffer(gpu, own, program, uniforms) } });
  if (env().getBool('WEBGPU_ENGINE_COMPILE_ONLY')) {
    return;
  }
  const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  gpu.ensureCommandEncoderReady();
  gpu.computePassEncoder ??= (gpu.commandEncoder as GPUCommandEncoder).beginComputePass();
  gpu.computePassEncoder.setPipeline(pipeline);
  gpu.computePassEncoder.setBindGroup(0, bindGroup);
  gpu.computePassEncoder.dispatchWorkgroups(...workgroups);
  gpu.dispatchCountInPass++;
  if (gpu.dispatchCountInPass >= env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) {
    gpu.endComputePassEncoder();
    gpu.submitQueue();
  }
}

/** Sends what is recorded to the GPU. */
export function submit(): void {
  const gpu = internals(currentBackend());
  if (gpu.commandEncoder) {
    gpu.endComputePassEncoder();
    gpu.submitQueue();
  }
}

/**
 * A uniform buffer with these contents. Never rewritten while commands may still read it: queue.writeBuffer overtakes
 * recorded dispatches.
 */
function uniformBuffer(
  gpu: Internals,
  own: Own,
  program: Program,
  values: Readonly<Record<string, number>>,
): GPUBuffer {
  const fields = Object.entries(program.uniforms);
  const size = Math.max(16, fields.length * 4);
  const words = new DataView(new ArrayBuffer(size));
  fields.forEach(([name, type], index) => {
    if (values[name] === undefined) {
      throw new TypeError(`${program.name} needs the uniform ${name}.`);
    }
    if (type === 'f32') {
      words.setFloat32(index * 4, values[name], true);
    } else {
      words.setUint32(index * 4, values[name], true);
    }
  });
  const key = new Uint32Array(words.buffer).join();
  const known = own.uniforms.get(key);
  if (known) {
    // Moves it to the young end of the map's order.
    own.uniforms.delete(key);
    own.uniforms.set(key, known);
    return known;
  }
  if (own.uniforms.size >= MOST_UNIFORM_BUFFERS) {
    const [oldest, buffer] = own.uniforms.entries().next().value as [string, GPUBuffer];
    own.uniforms.delete(oldest);
    gpu.uniformPendingDisposal.push(buffer);
  }
  const buffer = gpu.bufferManager.acquireBuffer(size, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  gpu.device.queue.writeBuffer(buffer, 0, words.buffer);
  if (program.changing) {
    gpu.uniformPendingDisposal.push(buffer);
  } else {
    own.uniforms.set(key, buffer);
  }
  return buffer;
}

function compile(device: GPUDevice, program: Program): GPUComputePipeline {
  const code = sourceOf(program);
  const types: GPUBufferBindingType[] = [
    ...Object.keys(program.reads).map((): GPUBufferBindingType => 'read-only-storage'),
    ...Object.keys(program.writes).map((): GPUBufferBindingType => 'storage'),
    'uniform',
  ];
  const layout = device.createBindGroupLayout({
    entries: types.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
  return device.createComputePipeline({
    label: program.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ label: program.name, code }), entryPoint: 'main' },
  });
}

/** The whole WGSL module of a program. */
function sourceOf(program: Program): string {
  const lines: string[] = [];
  for (const [access, buffers] of [
    ['read', program.reads],
    ['read_write', program.writes],
  ] as const) {
    for (const [name, element] of Object.entries(buffers)) {
      lines.push(`@group(0) @binding(${lines.length}) var<storage, ${access}> ${name}: array<${element}>;`);
    }
  }
  const fields = Object.entries(program.uniforms).map(([name, type]) => `${name}: ${type}`);
  const padding = fields.length === 0 ? ['unused: u32'] : fields;
  return `${lines.join('\n')}
struct Uniforms { ${padding.join(', ')} }
@group(0) @binding(${lines.length}) var<uniform> u: Uniforms;
${program.globals ?? ''}
@compute @workgroup_size(${program.workgroup.join(', ')})
fn main(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
${program.body()}
}
`;
}

export { WebGPUBackend };
