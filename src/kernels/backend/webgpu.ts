import { env, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { newBackend } from './webgpu-internals';

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
  | { readonly ok: false; readonly reason: string };

const FEATURES: readonly GPUFeatureName[] = ['subgroups', 'shader-f16', 'timestamp-query'];

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

/**
 * Makes tfjs compute on a WebGPU device of our own, with every limit and feature that the adapter has. tfjs' own start
 * asserts an adapter, and leaves errors and a lost device unobserved.
 *
 * @returns what is missing, as a sentence for the page, when there is no usable adapter
 */
export async function openWebGpu(): Promise<WebGpuStart> {
  if (typeof navigator === 'undefined' || !navigator.gpu) {
    return { ok: false, reason: 'This browser does not offer WebGPU.' };
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    return { ok: false, reason: 'This browser offers WebGPU, but no graphics adapter that it can use.' };
  }
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(
        LIMITS.filter((limit) => adapter.limits[limit] !== undefined).map((limit) => [
          limit,
          adapter.limits[limit],
        ]),
      ),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: `The graphics adapter did not open: ${why}` };
  }
  removeBackend('webgpu');
  registerBackend('webgpu', () => newBackend(device, adapter.info), 3);
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', DISPATCHES_PER_SUBMIT);
  if (!(await setBackend('webgpu'))) {
    return { ok: false, reason: 'The graphics adapter opened, but computing on it did not start.' };
  }
  return {
    ok: true,
    device: nameOf(adapter.info),
    lost: device.lost.then(({ reason, message }) => ({ reason, message })),
    onUncapturedError: (listener) => {
      const handle = (event: GPUUncapturedErrorEvent) => listener(event.error.message);
      device.addEventListener('uncapturederror', handle);
      return () => device.removeEventListener('uncapturederror', handle);
    },
  };
}

function nameOf({ description, vendor, architecture }: GPUAdapterInfo): string {
  return description || [vendor, architecture].filter((part) => part !== '').join(' ') || 'unnamed adapter';
}
