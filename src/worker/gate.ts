import type { GatePoint } from '../experiment/run/pipeline-hooks';
import type { Grain } from './protocol';

/** Thrown at a gate when the run has been stopped. */
export class Stopped extends Error {}

/**
 * Where a run waits for the visitor. Training passes a gate before every update, in RL before every phase of one, and now and
 * then while data are drawn and models evaluated; pause holds it at the next gate, step lets it through by one update or one
 * phase.
 */
export class Gate {
  private mode: 'running' | 'paused' | 'stopped';
  private allowance: Grain | null = null;
  private insideUpdate = false;
  /** Pause also holds data and evaluations, which may be long; a step goes through them, because it should always train. */
  private holdsAll = false;
  private wake: (() => void) | null = null;
  private tellStopped: (error: Stopped) => void = () => {};
  private readonly stopped = new Promise<never>((_, reject) => {
    this.tellStopped = reject;
  });

  /** @param onWait called each time the run comes to rest at a gate */
  constructor(
    paused: boolean,
    private readonly onWait: () => void,
  ) {
    this.mode = paused ? 'paused' : 'running';
    this.stopped.catch(() => {});
  }

  /** Whether the run goes through the next gate without waiting. */
  get isOpen(): boolean {
    return this.mode === 'running';
  }

  pause(): void {
    if (this.mode !== 'stopped') {
      this.mode = 'paused';
      this.holdsAll = true;
    }
  }

  resume(): void {
    if (this.mode === 'paused') {
      this.mode = 'running';
      // A step that has not been taken yet, or not to its end, must not let the run through the next pause.
      this.allowance = null;
      this.insideUpdate = false;
      this.notify();
    }
  }

  step(grain: Grain): void {
    this.pause();
    this.holdsAll = false;
    this.allowance = grain;
    this.notify();
  }

  stop(): void {
    this.mode = 'stopped';
    this.tellStopped(new Stopped());
    this.notify();
  }

  /**
   * The outcome of work that has no gates, such as a download, and goes on unheard when the run is stopped.
   *
   * @throws Stopped
   */
  orStopped<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.stopped]);
  }

  /** @throws Stopped */
  async pass(point: GatePoint): Promise<void> {
    await nextTask();
    if (point === 'update') {
      this.insideUpdate = false;
    }
    for (let told = false; ; ) {
      if (this.mode === 'stopped') {
        throw new Stopped();
      }
      if (this.mode === 'running' || this.insideUpdate) {
        return;
      }
      const trains = point === 'update' || point === 'phase';
      if (!trains && !this.holdsAll) {
        return;
      }
      if (this.allowance && trains) {
        this.insideUpdate = this.allowance === 'update';
        this.allowance = null;
        return;
      }
      if (!told) {
        this.onWait();
        told = true;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private notify(): void {
    this.wake?.();
    this.wake = null;
  }
}

/**
 * Lets waiting messages in: on wasm a whole run would otherwise be one long chain of microtasks, in which the worker
 * never hears "pause". (A timeout would cost 4 ms.)
 */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
