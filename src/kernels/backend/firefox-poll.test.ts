import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withPromptReadbacks } from './firefox-poll';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A backend whose readbacks end when the test says so. */
function backendIn(userAgent: string) {
  const submit = vi.fn();
  const readbacks: { resolve(values: ArrayBuffer): void; reject(error: Error): void }[] = [];
  const backend = {
    device: { queue: { submit } },
    getBufferData: (_: GPUBuffer) =>
      new Promise<ArrayBuffer>((resolve, reject) => void readbacks.push({ resolve, reject })),
  };
  withPromptReadbacks(backend as unknown as WebGPUBackend, userAgent);
  return { submit, readbacks, read: () => backend.getBufferData({} as GPUBuffer) };
}

it('submits nothing, over and over, while a readback is pending, and stops with it', async () => {
  const { submit, readbacks, read } = backendIn(FIREFOX);
  const reading = read();
  // Never in the task that asks for the readback.
  expect(submit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5);
  expect(submit.mock.calls.length).toBeGreaterThan(2);
  expect(submit).toHaveBeenCalledWith([]);
  const values = new ArrayBuffer(4);
  readbacks[0].resolve(values);
  expect(await reading).toBe(values);
  const before = submit.mock.calls.length;
  vi.advanceTimersByTime(1000);
  expect(submit.mock.calls.length).toBe(before);
});

it('submits more rarely the longer a readback takes, and in the end not at all', () => {
  const { submit, read } = backendIn(FIREFOX);
  void read();
  vi.advanceTimersByTime(100);
  expect(submit.mock.calls.length).toBeLessThan(40);
  submit.mockClear();
  vi.advanceTimersByTime(1000);
  expect(submit.mock.calls.length).toBeGreaterThan(90);
  expect(submit.mock.calls.length).toBeLessThanOrEqual(101);
  vi.advanceTimersByTime(1000);
  submit.mockClear();
  vi.advanceTimersByTime(60_000);
  expect(submit).not.toHaveBeenCalled();
});

it('goes on for a readback that outlasts another, with one submit at a time for both', async () => {
  const { submit, readbacks, read } = backendIn(FIREFOX);
  const first = read();
  const second = read();
  vi.advanceTimersByTime(5);
  expect(submit.mock.calls.length).toBeLessThanOrEqual(5);
  readbacks[0].resolve(new ArrayBuffer(4));
  await first;
  submit.mockClear();
  vi.advanceTimersByTime(5);
  expect(submit).toHaveBeenCalled();
  readbacks[1].resolve(new ArrayBuffer(4));
  await second;
  submit.mockClear();
  vi.advanceTimersByTime(1000);
  expect(submit).not.toHaveBeenCalled();
});

it('stops when a readback fails, and passes the failure on', async () => {
  const { submit, readbacks, read } = backendIn(FIREFOX);
  const reading = read();
  readbacks[0].reject(new Error('the device was lost'));
  await expect(reading).rejects.toThrow('the device was lost');
  vi.advanceTimersByTime(1000);
  expect(submit).not.toHaveBeenCalled();
});

it('leaves other browsers alone', () => {
  const { submit, read } = backendIn(CHROME);
  void read();
  vi.advanceTimersByTime(1000);
  expect(submit).not.toHaveBeenCalled();
});
