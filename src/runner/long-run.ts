import { backend, memory } from '@tensorflow/tfjs-core';
import { AttackedSession, tinyExperiment } from './attacked-session';
import { sendEvent } from './host';

/**
 * Trains a tiny experiment for many updates, half of them CoT SFT and half RL, and says now and then, between two updates, what
 * the engine holds. The script measures the rest while it is told.
 *
 * @param updates of the whole run
 * @param every updates between two measurements
 */
export async function longRun({
  updates,
  every,
}: {
  readonly updates: number;
  readonly every: number;
}): Promise<unknown> {
  const attacked = new AttackedSession('stress-long-run');
  const { session } = attacked;
  await session.open('wasm');
  const config = tinyExperiment('cot-sft+grpo', updates / 2, updates / 2);
  let done = 0;
  await attacked.until<true>(
    (event) => {
      if (event.kind === 'finished') return true;
      if (event.kind === 'progress') {
        done += 1;
        if (done % every === 0) session.gate(1)?.pause();
      }
      if (event.kind === 'state' && event.state === 'paused') {
        void measure(done).then(() => session.resume(1));
      }
      if (event.kind === 'failed') {
        void sendEvent({ kind: 'failed', message: event.message });
        return true;
      }
      return undefined;
    },
    () => void session.start({ kind: 'start', run: 1, config, paused: false }),
  );
  return null;
}

async function measure(done: number): Promise<void> {
  const { numTensors, numBytes } = memory();
  const { wasm } = backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  await sendEvent({ kind: 'measured', done, tensors: numTensors, bytes: numBytes, wasm: wasm.HEAPU8.length });
}
