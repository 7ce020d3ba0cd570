import { type HelperStart, serveJobs } from './wasm-threads';

self.onmessage = async ({ data }: MessageEvent<HelperStart>) => {
  const { exports } = await WebAssembly.instantiate(data.module, { env: { memory: data.memory } });
  self.postMessage('ready');
  serveJobs(data, exports as Record<string, (...parameters: number[]) => void>);
};
