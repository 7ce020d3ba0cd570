import { type DeviceReport, runDeviceBench } from '../bench/device';
import { sentence } from './sentence';

/** Measures the device (bench/device.ts); any message starts it. Whoever wants it to stop ends the worker. */
export type DeviceEvent =
  | { readonly kind: 'progress'; readonly fraction: number; readonly what: string }
  | { readonly kind: 'done'; readonly report: DeviceReport }
  | { readonly kind: 'failed'; readonly message: string };

const tell = (event: DeviceEvent) => self.postMessage(event);

self.addEventListener('message', () => {
  const fail = (error: unknown) =>
    tell({ kind: 'failed', message: sentence(error, 'The device could not be measured') });
  runDeviceBench({
    progress: (fraction, what) => tell({ kind: 'progress', fraction, what }),
    trouble: fail,
  }).then((report) => tell({ kind: 'done', report }), fail);
});
