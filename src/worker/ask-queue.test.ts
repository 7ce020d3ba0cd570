import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AskQueue } from './ask-queue';

/** Lets every settled promise go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A question that ends when told to. */
function question(log: string[], name: string) {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  const answer = async () => {
    log.push(`${name} begins`);
    await done;
    log.push(`${name} ends`);
  };
  return { answer, end };
}

describe('questions beside a run', () => {
  it('are answered at once, one after the other, where no run holds the device', async () => {
    const log: string[] = [];
    const queue = new AskQueue();
    const [a, b] = [question(log, 'a'), question(log, 'b')];
    queue.add(1, a.answer);
    queue.add(2, b.answer);
    await settle();
    expect(log).toEqual(['a begins']);
    a.end();
    b.end();
    await settle();
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('wait for the gate of a run, which waits for them in turn', async () => {
    const log: string[] = [];
    const queue = new AskQueue();
    await queue.reserve();
    const a = question(log, 'a');
    queue.add(1, a.answer);
    await settle();
    expect(log).toEqual([]);
    const passed = queue.reserve().then(() => log.push('run goes on'));
    await settle();
    a.end();
    await passed;
    expect(log).toEqual(['a begins', 'a ends', 'run goes on']);
  });

  it('are answered while a run rests; it does not go on in the middle of one', async () => {
    const log: string[] = [];
    const queue = new AskQueue();
    await queue.reserve();
    queue.release();
    const a = question(log, 'a');
    queue.add(1, a.answer);
    const resumed = queue.reserve().then(() => log.push('run goes on'));
    await settle();
    expect(log).toEqual(['a begins']);
    a.end();
    await resumed;
    expect(log.at(-1)).toBe('run goes on');
  });

  it('are not answered once withdrawn', async () => {
    const log: string[] = [];
    const queue = new AskQueue();
    await queue.reserve();
    for (const request of [1, 2, 3]) queue.add(request, async () => void log.push(`${request}`));
    queue.withdraw([1, 3]);
    queue.release();
    await settle();
    expect(log).toEqual(['2']);
  });

  it('never overlap with each other or with the run, keep their order, and are all answered in the end', async () => {
    type Step = { kind: 'ask'; ticks: number } | { kind: 'work'; ticks: number } | { kind: 'rest' };
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), ticks: fc.nat(3) }),
      fc.record({ kind: fc.constant('work' as const), ticks: fc.nat(3) }),
      fc.record({ kind: fc.constant('rest' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const queue = new AskQueue();
        const answered: number[] = [];
        let users = 0;
        const use = async (ticks: number) => {
          users += 1;
          expect(users).toBe(1);
          for (let i = 0; i < ticks; i++) await Promise.resolve();
          users -= 1;
        };
        let asked = 0;
        const run = async () => {
          for (const next of steps) {
            if (next.kind === 'rest') {
              queue.release();
              await Promise.resolve();
            } else if (next.kind === 'work') {
              await queue.reserve();
              await use(next.ticks);
            }
          }
          queue.release();
        };
        const visitor = async () => {
          for (const next of steps) {
            if (next.kind !== 'ask') continue;
            const request = asked++;
            queue.add(request, async () => {
              await use(next.ticks);
              answered.push(request);
            });
            await Promise.resolve();
          }
        };
        // The run begins like any: it takes the device before it does anything.
        await queue.reserve();
        await Promise.all([run(), visitor()]);
        await settle();
        expect(answered).toEqual(Array.from({ length: asked }, (_, i) => i));
      }),
    );
  });

  it('are over once all are answered and no other has come for a while', async () => {
    const log: string[] = [];
    const queue = new AskQueue();
    const [a, b] = [question(log, 'a'), question(log, 'b')];
    queue.add(1, a.answer);
    const quiet = queue.quiet(20).then(() => log.push('quiet'));
    a.end();
    await settle();
    queue.add(2, b.answer);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(log).toEqual(['a begins', 'a ends', 'b begins']);
    b.end();
    await quiet;
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'quiet']);
  });

  it('of a run that holds the device are waited for by nobody else', async () => {
    const log: string[] = [];
    const queue = new AskQueue();
    await queue.reserve();
    queue.add(1, question(log, 'a').answer);
    await queue.quiet(5);
    expect(log).toEqual([]);
  });
});
