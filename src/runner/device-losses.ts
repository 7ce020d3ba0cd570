import { backend } from '@tensorflow/tfjs-core';
import { firstDifference } from '../experiment/record/figures';
import type { RunRecord } from '../experiment/record/run-record';
import { RandomStream } from '../random/stream';
import { taskOf } from '../tasks/registry';
import type { BaseSkillSource } from '../tasks/task';
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
/** Questions on base skills: all 128 of a kind would be most of the run, and lose nothing that a few do not. */
const SKILL_QUESTIONS = 8;
const CONFIG = tinyExperiment('trimpi-poro-grpo', 3, 2);
/** A run that has said nothing for so long is stuck. */
const STUCK_MS = 600_000;

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
  askLess(taskOf(CONFIG.dataset.kind).baseSkills);
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
    const { record, lost, restored, fault } = outcome;
    const different = firstDifference(numbersOf(whole.record), numbersOf(record));
    await sendEvent({ kind: 'round', index: round, lost, restored, different, fault });
  }
  return null;
}

function askLess(skills: BaseSkillSource): void {
  const { forgetting, divergence } = skills;
  Object.assign(skills, {
    forgetting: (random: RandomStream) => forgetting.call(skills, random, SKILL_QUESTIONS),
    divergence: (random: RandomStream) => divergence.call(skills, random, SKILL_QUESTIONS),
  });
}

/** Runs in one session. */
class Attack {
  private readonly attacked = new AttackedSession('stress-device-losses');
  private runs = 0;
  /** The open device; null between its loss and the opening of another. */
  private device: GPUDevice | null = null;

  async open(): Promise<void> {
    let note: string | null = null;
    const opened = this.attacked.until((event) => {
      if (event.kind === 'opened' && event.backend !== 'webgpu') note = event.note;
      return event.kind === 'calibrated' ? true : undefined;
    });
    // On a machine without a graphics chip the page itself would choose wasm, which has no device to lose.
    await this.attacked.session.open('webgpu');
    await opened;
    if (note) throw new Error(note);
    this.takeDevice();
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
        if (event.kind === 'opened') {
          if (event.backend !== 'webgpu') return end(null, event.note ?? 'The run is not on WebGPU.');
          this.takeDevice();
        }
        const place = placeOf(event);
        if (place) {
          onMoment(place);
          const after = left.get(place);
          if (after === 0) {
            left.delete(place);
            const delay = losses.find((loss) => loss.place === place)?.delay;
            setTimeout(() => {
              if (this.loseDevice()) lost.push(place);
              // Another loss came first; the next such moment gets this one.
              else left.set(place, 0);
            }, delay);
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

  private takeDevice(): void {
    this.device = (backend() as unknown as { device: GPUDevice }).device;
  }

  /** Loses the device, unless it is lost already and no other is open yet. */
  private loseDevice(): boolean {
    this.device?.destroy();
    const isLost = this.device !== null;
    this.device = null;
    return isLost;
  }

  /** @param id of the run that is restored; null: a new one, where nothing had been trained that could be kept */
  private begin(id: string | null): void {
    const { session } = this.attacked;
    this.runs += 1;
    const run = this.runs;
    if (id === null) void session.start({ kind: 'start', run, config: CONFIG, paused: false });
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

function numbersOf(record: RunRecord | null) {
  return { stages: record?.stages, rollouts: record?.rollouts };
}
