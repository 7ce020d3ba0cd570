import { startWorker } from '../pieces/start-worker';
import type { DeviceEvent, DeviceTask } from './device.worker';

export type { DeviceReport, DeviceRow } from '../bench/device';
export type { DeviceEvent, Speed } from './device.worker';

/**
 * Measures this device in a worker of its own, with a device of its own.
 *
 * @param listener hears of the progress, then once 'done', 'speeds' or 'failed'
 * @returns the way to stop; nothing is heard after it
 */
export function measureDevice(task: DeviceTask, listener: (event: DeviceEvent) => void): () => void {
  const hear = (event: DeviceEvent) => {
    if (event.kind !== 'progress') worker.end();
    listener(event);
  };
  const worker = startWorker(
    () => new Worker(new URL('./device.worker.ts', import.meta.url), { type: 'module' }),
    hear,
    () =>
      hear({
        kind: 'failed',
        message: 'The device could not be measured: its worker stopped or did not arrive. Try again.',
      }),
  );
  worker.post(task);
  return () => worker.end();
}
