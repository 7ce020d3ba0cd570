import { backend } from '@tensorflow/tfjs-core';
import type { RunRecord } from '../experiment/record/run-record';
import { RandomStream } from '../random/stream';
import type { TrainerEvent } from '../worker/protocol';
import { AttackedSession, tinyExperiment } from './attacked-session';
import { sendEvent } from './host';

/** One device, lost at one moment. */
interface Loss {
  /** Where the run is, e.g. "CoT SFT update", "rl rollout". */
  readonly place: string;
  /** How many such moments pass before. */
  readonly after: number;
  /** Milliseconds from the moment to the loss. */
  readonly delay: number;
}

const DELAY_MS = 150;
/** A run that has said nothing for so long is stuck. */
const STUCK_MS = 600_000;

/** What differs between any two runs of the same code. */
const UNLIKE = new Set(['seconds', 'prefillMs']);

/**
 * Runs a tiny experiment on WebGPU once undisturbed, then once per round, in which the device is lost once at every place of
 * the run. Every second loss ends the run, as two in a row do on the page, and it is restored from its checkpoint.
 *
 * @param rounds numbers of the rounds; each has moments of its own
 */
export async function loseDevices({
  rounds,
  seed,
}: {
  readonly rounds: readonly number[];
  readonly seed: number;
}): Promise<unknown> {
  const attack = new Attack();
  await attack.open();
  const moments = new Map<string, number>();
  const whole = await attack.run([], (place) => moments.set(place, (moments.get(place) ?? 0) + 1));
  for (const round of rounds) {
    const random = RandomStream.of(seed, `stress/device-losses/${round}`);
    const losses = [...moments].map(([place, count]) => ({
      ...{ place, after: random.int(count), delay: random.int(DELAY_MS) },
    }));
    const outcome = await attack.run(losses, () => {});
    const isSame = figures(outcome.record) === figures(whole.record);
    const { lost, restored, fault } = outcome;
    await sendEvent({ kind: 'round', index: round, lost, restored, isSame, fault });
  }
  return null;
}

/** Runs in one session. */
class Attack {
  private readonly attacked = new AttackedSession('stress-device-losses');
  private runs = 0;

  async open(): Promise<void> {
    const opened = this.attacked.until((event) => (event.kind === 'calibrated' ? true : undefined));
    await this.attacked.session.open(null);
    await opened;
  }

  /**
   * A run to its end.
   *
   * @param losses what is done to it; each once
   * @param onMoment hears every moment
   */
  async run(losses: readonly Loss[], onMoment: (place: string) => void): Promise<Outcome> {
    const left = new Map(losses.map((loss) => [loss.place, loss.after]));
    const lost: string[] = [];
    let [restored, isEnded] = [0, false];
    const end = (record: RunRecord | null, fault: string | null) => ({ record, lost, restored, fault });
    const clock = new StuckClock();
    const ended = this.attacked.until<Outcome>(
      (event) => {
        clock.restart();
        const place = placeOf(event);
        if (place) {
          onMoment(place);
          const after = left.get(place);
          if (after === 0) {
            left.delete(place);
            lost.push(place);
            setTimeout(loseDevice, losses.find((loss) => loss.place === place)?.delay);
          } else if (after !== undefined) {
            left.set(place, after - 1);
          }
        }
        if (event.kind === 'finished') return end(event.record, null);
        if (event.kind === 'failed') {
          if (!/device was lost/.test(event.message)) return end(null, event.message);
          isEnded = true;
        }
        if (event.kind === 'kept' && isEnded) {
          const [kept] = event.runs;
          if (kept && !kept.ok) return end(null, kept.message);
          isEnded = false;
          if (kept) restored += 1;
          this.begin(kept?.id ?? null);
        }
        return undefined;
      },
      () => this.begin(null),
    );
    return Promise.race([ended, clock.stuck.then(() => end(null, 'The run said nothing for ten minutes.'))]);
  }

  /** @param id of the run that is restored; null: a new one, where nothing had been trained that could be kept */
  private begin(id: string | null): void {
    const { session } = this.attacked;
    this.runs += 1;
    const run = this.runs;
    const config = tinyExperiment('trimpi-poro-grpo', 3, 2);
    if (id === null) void session.start({ kind: 'start', run, config, paused: false });
    else void session.restore({ kind: 'restore', run, id });
  }
}

/** Tells when nothing has happened for long. */
class StuckClock {
  private tell: () => void = () => {};
  readonly stuck = new Promise<void>((resolve) => {
    this.tell = resolve;
  });
  private timer = setTimeout(() => this.tell(), STUCK_MS);

  restart(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), STUCK_MS);
  }
}

interface Outcome {
  /** Null when the run did not come to its end. */
  readonly record: RunRecord | null;
  readonly lost: readonly string[];
  readonly restored: number;
  readonly fault: string | null;
}

/** Where a run is when it tells something; null where that says nothing of the place. */
function placeOf(event: TrainerEvent): string | null {
  switch (event.kind) {
    case 'state':
      return event.state === 'running' ? 'data' : null;
    case 'evaluating':
      return `${event.stage} evaluation`;
    case 'progress':
      return event.stage === 'rl' ? null : `${event.stage} update`;
    case 'phase':
      return `rl ${event.phase}`;
    default:
      return null;
  }
}

function loseDevice(): void {
  (backend() as unknown as { device: GPUDevice }).device.destroy();
}

/** All numbers of a run. */
function figures(record: RunRecord | null): string {
  return JSON.stringify([record?.stages, record?.rollouts], (key, value) =>
    UNLIKE.has(key) ? undefined : value,
  );
}
