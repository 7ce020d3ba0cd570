import type { ExperimentConfig } from '../experiment/plan/config';
import type { Method } from '../experiment/plan/methods';
import { findPreset, type Preset, presetConfig } from '../experiment/plan/presets';
import { createCheckpointStore } from '../experiment/record/checkpoint-store';
import { createModelStore } from '../experiment/record/model-store';
import type { RunRecord } from '../experiment/record/run-record';
import type { TrainerEvent } from '../worker/protocol';
import { Session } from '../worker/session';

/** A session in this page, as the trainer's worker has one: the same pipeline, checkpoints and events. */
export class AttackedSession {
  readonly session: Session;
  private listener: (event: TrainerEvent) => void = () => {};
  private readonly recorded = new Set<string>();

  /** @param database of its checkpoints */
  constructor(database: string) {
    const records = {
      keep: async ({ id }: RunRecord) => {
        this.recorded.add(id);
        return null;
      },
      has: async (id: string) => this.recorded.has(id),
      own: async () => [],
    };
    const site = new URL('.', document.baseURI).href;
    const emit = (event: TrainerEvent) => this.listener(event);
    this.session = new Session(
      emit,
      site,
      __BUILD__,
      createCheckpointStore(database),
      records,
      createModelStore(`${database}, models`),
    );
  }

  /**
   * Hears every event until one of them is the last.
   *
   * @param read gives a value for the last event that is waited for, and undefined for those before
   * @param begin is called when the ears are open
   */
  until<T>(read: (event: TrainerEvent) => T | undefined, begin: () => void = () => {}): Promise<T> {
    return new Promise((resolve) => {
      this.listener = (event) => {
        const value = read(event);
        if (value !== undefined) resolve(value);
      };
      begin();
    });
  }
}

/** The smallest experiment with all stages of a method: one policy of one layer, a few images, the tiny base. */
export function tinyExperiment(method: Method, steps: number, rlSteps: number): ExperimentConfig {
  const micro = presetConfig(findPreset('micro') as Preset, method, 1);
  const few = { steps, batch: 2, replay: 1 };
  return {
    ...micro,
    base: 'tiny',
    dataset: { ...micro.dataset, layers: 1, policies: 1, cotPerPolicy: 4, poolPerPolicy: 8 },
    vmCpt: { ...micro.vmCpt, ...few },
    cotSft: { ...micro.cotSft, ...few },
    rl: { ...micro.rl, steps: rlSteps, prompts: 2, groupSize: 4, updatesPerStep: 1 },
    evaluation: { ...micro.evaluation, perPolicy: 4 },
  };
}
