import { backend } from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { createModelStore } from '../experiment/record/model-store';
import { someExamples } from '../experiment/testing/records';
import type { TrainerEvent } from './protocol';
import { Session } from './session';

// A measurement of minutes on a software adapter, of which nothing here depends.
vi.mock('../experiment/run/calibrate', () => ({ measureSpeed: async () => 1e9 }));

it('a device that is lost the moment it has opened is not taken for one that works', {
  timeout: 120_000,
}, async () => {
  const events: TrainerEvent[] = [];
  const session = new Session(
    (event) => events.push(event),
    new URL('/nowhere/', location.href).href,
    'test',
    null,
    { keep: async () => null, has: async () => false, own: async () => [] },
    createModelStore('models of the lost device test'),
  );
  const told = (kind: TrainerEvent['kind']) => events.filter((event) => event.kind === kind);
  await session.open('webgpu');
  const [example] = someExamples(1);
  const ask = async (request: number) => {
    session.desk.ask({
      kind: 'ask',
      request,
      model: { of: 'base', name: 'none' },
      example,
      policyInPrompt: true,
    });
    await vi.waitFor(() => expect(told('failed')).toHaveLength(request), 60_000);
  };
  const { device } = backend() as unknown as { device: GPUDevice };
  device.destroy();
  await device.lost;
  await new Promise((resolve) => setTimeout(resolve));
  // Its start hears nothing of it; who listens after the start is told at once.
  let listeners = 0;
  vi.spyOn(GPUDevice.prototype, 'lost', 'get').mockImplementation(() => {
    listeners += 1;
    const isLater = listeners > 1;
    return isLater
      ? (Promise.resolve({ reason: 'unknown', message: 'reset' }) as Promise<GPUDeviceLostInfo>)
      : new Promise(() => {});
  });
  await ask(1);
  expect(told('opened')).toHaveLength(2);
  expect(told('failed')).toMatchObject([
    { message: expect.stringMatching(/^The graphics device was lost before/) },
  ]);
  vi.restoreAllMocks();
  await ask(2);
  expect(told('opened')).toHaveLength(3);
  await ask(3);
  expect(told('opened')).toHaveLength(3);
});
