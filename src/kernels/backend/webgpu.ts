import { addN, env, registerBackend, removeBackend, setBackend, tensor1d } from '@tensorflow/tfjs-core';
import { withBoundedPool } from './buffer-pool';
import { withPromptReadbacks } from './firefox-poll';
import { withinTime } from './time-limit';
import { withDirectUploads } from './uploads';
import { WebGPUBackend } from './webgpu-internals';

export type WebGpuStart =
  | {
      readonly ok: true;
      /** The adapter, in the words of its driver. */
      readonly device: string;
      /** Settles when the device is gone (driver reset, sleep, destroyed). */
      readonly lost: Promise<{ readonly reason: 'unknown' | 'destroyed'; readonly message: string }>;
      /** Calls `listener` with every validation or out-of-memory error that nobody awaited; returns how to stop. */
      onUncapturedError(listener: (message: string) => void): () => void;
    }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Nothing went wrong: there is no graphics adapter to use. */
      readonly isAbsent: boolean;
    };

/** What tfjs can use of a device: its profiling of kernels. */
const FEATURES: readonly GPUFeatureName[] = ['timestamp-query'];

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Dispatches recorded before a submit. tfjs' 15 means a command encoder each, which Safari 26 leaks. */
const DISPATCHES_PER_SUBMIT = 32;

/** Milliseconds that each step of the start may take; a driver that hangs would otherwise hold the page for ever. */
const PATIENCE = { adapter: 10_000, device: 20_000, firstResult: 30_000 };
const NO_WEBGPU = 'This browser does not offer WebGPU.';
const PLAIN_HTTP =
  'This page came over plain HTTP, where browsers offer no WebGPU and one thread only: training takes several times as long as over HTTPS or on the computer that serves the page.';
/** Longest part of a driver's message that is shown. */
const MOST_OF_A_MESSAGE = 200;

/**
 * Makes tfjs compute on a WebGPU device of our own, with every limit that the adapter has. tfjs' own start
 * asserts an adapter, and leaves errors and a lost device unobserved. Each step has a time limit. Never rejects.
 *
 * @param withSoftware also on an adapter that is a program on the processor, where WebAssembly is faster
 * @returns what is missing or went wrong, as a sentence for the page, when there is no device that computes
 */
export async function openWebGpu(withSoftware = true): Promise<WebGpuStart> {
  if (typeof navigator === 'undefined' || !navigator.gpu) {
    const reason = globalThis.isSecureContext === false ? PLAIN_HTTP : NO_WEBGPU;
    return { ok: false, reason, isAbsent: true };
  }
  let device: GPUDevice | null = null;
  let step = 'The graphics adapter was not found';
  try {
    const { gpu } = navigator;
    const asked = Promise.resolve(gpu.requestAdapter({ powerPreference: 'high-performance' }));
    const adapter = await withinTime(asked, PATIENCE.adapter);
    if (!adapter) {
      const reason = 'This browser offers WebGPU, but no graphics adapter that it can use.';
      return { ok: false, reason, isAbsent: true };
    }
    if (!withSoftware && isSoftware(adapter.info)) {
      const reason = `The graphics adapter of this browser is a program on the processor (${nameOf(adapter.info)}), which is slower than WebAssembly.`;
      return { ok: false, reason, isAbsent: true };
    }
    step = 'The graphics adapter did not open';
    device = await withinTime(deviceOf(adapter), PATIENCE.device, (late) => late.destroy());
    step = 'The graphics adapter opened, but computing on it did not start';
    await startComputing(device, adapter.info);
    return started(device, adapter.info);
  } catch (error) {
    // Its backend stays registered until the next try, which takes its place.
    device?.destroy();
    return { ok: false, reason: `${step}: ${driverMessage(error)}.`, isAbsent: false };
  }
}

async function deviceOf(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(
      LIMITS.filter((limit) => adapter.limits[limit] !== undefined).map((limit) => [
        limit,
        adapter.limits[limit],
      ]),
    ),
  });
}

/**
 * Makes tfjs use the device, and sees one small sum go through it and back: the first pipeline, submit and readback.
 *
 * @throws Error with the reason when the sum does not come back, or comes back wrong
 */
async function startComputing(device: GPUDevice, info: GPUAdapterInfo): Promise<void> {
  removeBackend('webgpu');
  const backend = () =>
    withPromptReadbacks(withDirectUploads(withBoundedPool(new WebGPUBackend(device, info))));
  registerBackend('webgpu', backend, 3);
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', DISPATCHES_PER_SUBMIT);
  const lost = device.lost.then(({ message }): never => {
    throw new Error(message || 'the device was lost');
  });
  const work = async () => {
    if (!(await setBackend('webgpu'))) {
      throw new Error('TensorFlow.js refused the device');
    }
    const terms = [tensor1d([1, 2]), tensor1d([10, 20])];
    const sum = addN(terms);
    const values = [...(await sum.data())];
    for (const tensor of [...terms, sum]) {
      tensor.dispose();
    }
    if (values[0] !== 11 || values[1] !== 22) {
      throw new Error('its first sum was wrong');
    }
  };
  await withinTime(Promise.race([work(), lost]), PATIENCE.firstResult);
}

function started(device: GPUDevice, info: GPUAdapterInfo): WebGpuStart {
  return {
    ok: true,
    device: nameOf(info),
    lost: device.lost.then(({ reason, message }) => ({ reason, message })),
    onUncapturedError: (listener) => {
      const handle = (event: GPUUncapturedErrorEvent) => listener(event.error.message);
      device.addEventListener('uncapturederror', handle);
      return () => device.removeEventListener('uncapturederror', handle);
    },
  };
}

/** Adapters without a graphics chip: Chromium's SwiftShader, Mesa's llvmpipe and its kin, Windows' WARP. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|microsoft basic render/i;

function isSoftware(info: GPUAdapterInfo): boolean {
  const { description, vendor, architecture, device } = info;
  return info.isFallbackAdapter || SOFTWARE.test([description, vendor, architecture, device].join(' '));
}

/** A driver's message as the end of a sentence. */
function driverMessage(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).trim().replace(/[.\s]+$/, '');
  const cut = text.length > MOST_OF_A_MESSAGE ? `${text.slice(0, MOST_OF_A_MESSAGE)} …` : text;
  return cut === '' ? 'the browser does not say why' : cut;
}

function nameOf({ description, vendor, architecture }: GPUAdapterInfo): string {
  return description || [vendor, architecture].filter((part) => part !== '').join(' ') || 'unnamed adapter';
}
