import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatePoint } from '../experiment/run/pipeline-hooks';
import { Gate, Stopped } from './gate';

/** More turns of the event loop than the way through an open gate takes, however slow each of them is. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** A run of RL updates of three phases each, which logs every point it gets past. */
function rlRun(paused: boolean, updates = 3) {
  const passed: string[] = [];
  let waits = 0;
  const gate = new Gate(paused, () => waits++);
  const run = (async () => {
    for (let update = 0; update < updates; update++) {
      await gate.pass('update');
      passed.push(`update ${update}`);
      for (const phase of [1, 2]) {
        await gate.pass('phase');
        passed.push(`phase ${phase}`);
      }
    }
  })();
  return { gate, run, passed, waits: () => waits };
}

const update = (n: number) => [`update ${n}`, 'phase 1', 'phase 2'];

describe('Gate', () => {
  it('lets a run through when nothing holds it', async () => {
    const { run, passed, waits } = rlRun(false);
    await run;
    expect(passed).toEqual([...update(0), ...update(1), ...update(2)]);
    expect(waits()).toBe(0);
  });

  it('holds a run that starts paused before its first update, and says so once', async () => {
    const { gate, run, passed, waits } = rlRun(true);
    await settle();
    expect(passed).toEqual([]);
    expect(waits()).toBe(1);
    gate.pause();
    await settle();
    expect(waits()).toBe(1);
    gate.resume();
    await run;
    expect(passed).toHaveLength(9);
  });

  it('steps by whole updates and by phases', async () => {
    const { gate, passed, waits } = rlRun(true);
    await settle();
    gate.step('update');
    await settle();
    expect(passed).toEqual(update(0));
    gate.step('phase');
    await settle();
    expect(passed).toEqual([...update(0), 'update 1']);
    gate.step('phase');
    await settle();
    expect(passed).toEqual([...update(0), 'update 1', 'phase 1']);
    gate.step('update'); // to the end of the update begun
    await settle();
    expect(passed).toEqual([...update(0), ...update(1)]);
    expect(waits()).toBe(5);
  });

  it('a step while running is a pause at the next gate and one step more', async () => {
    const { gate, run, passed } = rlRun(false, 1_000_000);
    const end = expect(run).rejects.toBeInstanceOf(Stopped);
    await settle();
    gate.step('update');
    await settle();
    const done = passed.length;
    await settle();
    expect(passed).toHaveLength(done);
    expect(done % 3).toBe(0);
    gate.stop();
    await end;
  });

  it('a step that was not taken before Resume does not slip through the next Pause', async () => {
    const gate = new Gate(false, () => {});
    gate.step('update');
    gate.resume();
    await gate.pass('update');
    gate.pause();
    let through = false;
    const waiting = gate.pass('update').then(() => {
      through = true;
    });
    await settle();
    expect(through).toBe(false);
    gate.resume();
    await waiting;
  });

  it('Pause inside an update that was resumed holds at its next phase', async () => {
    const gate = new Gate(true, () => {});
    gate.step('update');
    await gate.pass('update');
    gate.resume();
    gate.pause();
    let through = false;
    const waiting = gate.pass('phase').then(() => {
      through = true;
    });
    await settle();
    expect(through).toBe(false);
    gate.resume();
    await waiting;
  });

  it('stops a run where it is, waiting or not, for good', async () => {
    for (const paused of [true, false]) {
      const { gate, run, passed } = rlRun(paused, 1000);
      const end = expect(run).rejects.toBeInstanceOf(Stopped);
      await settle();
      gate.stop();
      await end;
      const done = passed.length;
      gate.resume();
      gate.step('update');
      await expect(gate.pass('update')).rejects.toBeInstanceOf(Stopped);
      expect(passed).toHaveLength(done);
    }
  });

  it('holds an evaluation when asked to, and a step goes through it to the next update', async () => {
    const passed: string[] = [];
    const gate = new Gate(false, () => passed.push('at rest'));
    const run = (async () => {
      for (const point of ['evaluation', 'evaluation', 'update', 'evaluation', 'update'] as const) {
        await gate.pass(point);
        passed.push(point);
      }
    })();
    gate.pause();
    await settle();
    expect(passed).toEqual(['at rest']);
    gate.step('update');
    await settle();
    expect(passed.slice(1)).toEqual(['evaluation', 'evaluation', 'update', 'evaluation', 'at rest']);
    gate.resume();
    await run;
  });

  it('a run that starts paused is measured before it rests, and can be stopped meanwhile', async () => {
    const gate = new Gate(true, () => {});
    await gate.pass('evaluation');
    gate.stop();
    await expect(gate.pass('evaluation')).rejects.toBeInstanceOf(Stopped);
  });

  it('lets messages in between any two points, even when open', async () => {
    const { gate, run } = rlRun(false, 1_000_000);
    const end = expect(run).rejects.toBeInstanceOf(Stopped);
    await settle(); // a timer fires although the run never rests
    gate.stop();
    await end;
  });

  it('after any commands, Resume lets the run end and Stop ends it', async () => {
    const command = fc.constantFrom('pause', 'resume', 'update', 'phase', 'wait');
    const points: GatePoint[] = ['update', 'phase', 'phase', 'evaluation', 'update', 'phase'];
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(command, { maxLength: 8 }),
        fc.boolean(),
        async (paused, commands, stop) => {
          const gate = new Gate(paused, () => {});
          let passed = 0;
          const run = (async () => {
            for (const point of points) {
              await gate.pass(point);
              passed++;
            }
          })();
          const outcome = run.then(
            () => 'ended',
            (error) => (error instanceof Stopped ? 'stopped' : 'failed'),
          );
          for (const name of commands) {
            if (name === 'wait') {
              await new Promise((resolve) => setTimeout(resolve, 0));
            } else if (name === 'pause' || name === 'resume') {
              gate[name]();
            } else {
              gate.step(name as 'update' | 'phase');
            }
          }
          if (stop) {
            gate.stop();
          }
          gate.resume();
          expect(await outcome).toBe(stop && passed < points.length ? 'stopped' : 'ended');
        },
      ),
      { numRuns: 60 },
    );
  });
});
