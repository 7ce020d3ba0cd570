import { type DeviceReport, runDeviceBench } from '../bench/device';
import { measureSpeed } from '../experiment/run/calibrate';
import { openEngine } from '../kernels/backend/open-engine';
import { sentence } from './sentence';

/** What to measure: the engine against its peers on one backend, or the speed of training on both. */
export type DeviceTask =
  | { readonly kind: 'bench'; readonly backend: 'webgpu' | 'wasm' }
  | { readonly kind: 'speeds' };

/** How fast a backend trains here, or why it does not. */
export interface Speed {
  readonly backend: 'webgpu' | 'wasm';
  readonly device: string;
  /** Floating-point operations per second in the counting of estimateCost; null where it does not train. */
  readonly flopsPerSecond: number | null;
  readonly fault: string | null;
}

/** Measures the device (bench/device.ts); a task starts it. Whoever wants it to stop ends the worker. */
export type DeviceEvent =
  | { readonly kind: 'progress'; readonly fraction: number; readonly what: string }
  | { readonly kind: 'done'; readonly report: DeviceReport }
  | { readonly kind: 'speeds'; readonly speeds: readonly Speed[] }
  | { readonly kind: 'failed'; readonly message: string };

const tell = (event: DeviceEvent) => self.postMessage(event);
const fail = (error: unknown) =>
  tell({ kind: 'failed', message: sentence(error, 'The device could not be measured') });

async function measure(task: DeviceTask): Promise<void> {
  if (task.kind === 'bench') {
    const report = await runDeviceBench(task.backend, {
      progress: (fraction, what) => tell({ kind: 'progress', fraction, what }),
      trouble: fail,
    });
    tell({ kind: 'done', report });
    return;
  }
  tell({ kind: 'progress', fraction: 0, what: 'Training a few steps on WebAssembly' });
  const wasm = await speedOn('wasm');
  tell({ kind: 'progress', fraction: 0.4, what: 'Training a few steps on WebGPU' });
  tell({ kind: 'speeds', speeds: [await speedOn('webgpu'), wasm] });
}

/** The speed of training on a backend. */
async function speedOn(backend: Speed['backend']): Promise<Speed> {
  const engine = await openEngine(backend, () => {});
  if (engine.backend !== backend) {
    return { backend, device: '', flopsPerSecond: null, fault: engine.note };
  }
  try {
    return { backend, device: engine.device, flopsPerSecond: await measureSpeed(), fault: null };
  } catch (error) {
    return {
      backend,
      device: engine.device,
      flopsPerSecond: null,
      fault: sentence(error, 'It did not train'),
    };
  }
}

self.addEventListener('message', ({ data }: MessageEvent<DeviceTask>) => void measure(data).catch(fail));
