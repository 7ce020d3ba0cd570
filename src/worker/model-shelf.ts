import type { ExperimentConfig } from '../experiment/plan/config';
import { importedBaseName, isImportedBase } from '../experiment/plan/imported-base';
import type { StageName } from '../experiment/plan/methods';
import { sha256 } from '../experiment/record/sha-256';
import { fetchCheckpoint, modelFromCheckpoint } from '../experiment/run/base-model';
import { readCheckpoint, writeCheckpoint } from '../model/checkpoint';
import type { ModelConfig } from '../model/config';
import type { Model } from '../model/forward';
import { Parameters } from '../model/parameters';
import type { ModelLibrary } from './model-library';
import type { ModelRef, TrainerEvent } from './protocol';

/** The models of the latest run after its stages. */
export interface RunModels {
  readonly run: number;
  readonly config: ExperimentConfig;
  readonly shape: ModelConfig;
  readonly snapshots: Map<StageName, Float32Array>;
}

interface Loaded {
  readonly name: string;
  readonly model: Model;
}

/** A base model on the device. */
export interface Base extends Loaded {
  /** SHA-256 of its parameters, in hex. */
  readonly digest: string;
}

/** The models that can be asked: one base, one of a recording, those of the latest run, and those of one run that is kept. */
export class ModelShelf {
  private loadedBase: Base | null = null;
  private loadedRecording: Loaded | null = null;
  /** By stage. */
  private loadedKept: { readonly id: string; readonly stages: Map<StageName, Model> } | null = null;
  private arriving: { readonly name: string; readonly base: Promise<Base> } | null = null;
  /** Files that the visitor brought, by the name that a config calls them. */
  private readonly imported = new Map<string, Uint8Array>();
  trained: RunModels | null = null;

  /**
   * @param site address of the folder with `models/` and `runs/`
   */
  constructor(
    private readonly emit: (event: TrainerEvent) => void,
    private readonly site: string,
    private readonly library: ModelLibrary,
  ) {}

  addBase(name: string, file: Uint8Array): void {
    this.imported.set(name, file);
  }

  /** What was on a device that another takes the place of is gone with it. */
  forgetDevice(): void {
    this.loadedBase = null;
    this.loadedRecording = null;
    this.loadedKept = null;
  }

  /** The base of this name; takes the place of the base before, whose model must not be in use any more. */
  base(name: string): Promise<Base> {
    if (this.loadedBase?.name === name) {
      return Promise.resolve(this.loadedBase);
    }
    // A run that was stopped while its base arrived leaves the download to the next.
    if (this.arriving?.name !== name) {
      const arriving = { name, base: this.loadBase(name) };
      const forget = () => {
        if (this.arriving === arriving) this.arriving = null;
      };
      this.arriving = arriving;
      arriving.base.then(forget, forget);
    }
    return this.arriving.base;
  }

  /** @throws Error with a sentence when there is none, or when another has been asked for meanwhile */
  private async loadBase(name: string): Promise<Base> {
    const file = this.imported.get(name) ?? (await this.fetchBase(name));
    const digest = await digestOf(readCheckpoint(file).values);
    if (this.arriving?.name !== name) {
      throw new Error(`The base "${name}" is no longer wanted.`);
    }
    this.loadedBase = { ...replaced(this.loadedBase, name, file), digest };
    return this.loadedBase;
  }

  /**
   * Lends a model for one piece of work.
   *
   * @param running base of the run in progress, which holds that base on the shelf; null when there is none
   * @throws Error with a sentence when there is no such model
   */
  async lend<T>(ref: ModelRef, running: string | null, work: (model: Model) => Promise<T>): Promise<T> {
    switch (ref.of) {
      case 'base':
        if (running !== null && running !== ref.name) {
          throw new Error(
            `The run in progress works with the base "${running}", so "${ref.name}" must wait.`,
          );
        }
        return work((await this.base(ref.name)).model);
      case 'recording':
        return work(await this.recording(ref.file));
      case 'run':
        return this.snapshot(ref.run, ref.stage) ? this.lendSnapshot(ref, work) : work(await this.kept(ref));
    }
  }

  snapshot(run: number, stage: StageName): Float32Array | undefined {
    return this.trained?.run === run ? this.trained.snapshots.get(stage) : undefined;
  }

  /** A stage of a run as a safetensors file, with the experiment in its metadata; null where it is not held. */
  async weights(
    { run, id, stage }: Pick<Extract<ModelRef, { of: 'run' }>, 'run' | 'id' | 'stage'>,
    build: string,
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const values = this.snapshot(run, stage);
    if (!values || !this.trained) {
      return this.library.file(id, stage);
    }
    const { config, shape } = this.trained;
    return writeCheckpoint(shape, values, { experiment: JSON.stringify(config), stage, build });
  }

  /**
   * Takes a safetensors file as a base.
   *
   * @returns the name that configs have for it
   * @throws SafetensorsError with a sentence when it is not of a model of this page
   */
  async import(file: Uint8Array<ArrayBuffer>): Promise<string> {
    const { size } = readCheckpoint(file).config;
    const name = importedBaseName(size, await sha256(file));
    this.addBase(name, file);
    return name;
  }

  private async lendSnapshot<T>(
    { run, stage }: Extract<ModelRef, { of: 'run' }>,
    work: (model: Model) => Promise<T>,
  ): Promise<T> {
    const values = this.snapshot(run, stage);
    if (!values || !this.trained) {
      throw new Error('This stage has not been trained yet, so it cannot answer.');
    }
    const { model } = await this.base(this.trained.config.base);
    const parameters = Parameters.from(this.trained.shape, values);
    try {
      return await work({ ...model, parameters });
    } finally {
      parameters.dispose();
    }
  }

  /** A model of a run that is over. */
  private async kept({ id, stage }: Extract<ModelRef, { of: 'run' }>): Promise<Model> {
    const known = this.loadedKept?.id === id ? this.loadedKept.stages.get(stage) : undefined;
    if (known) {
      return known;
    }
    const file = await this.library.file(id, stage);
    if (!file) {
      throw new Error(
        'The model of this stage is not kept in this browser. Run the experiment again to ask it.',
      );
    }
    const model = modelFromCheckpoint(file);
    if (this.loadedKept?.id !== id) {
      for (const of of this.loadedKept?.stages.values() ?? []) dispose(of);
      this.loadedKept = { id, stages: new Map() };
    }
    this.loadedKept.stages.set(stage, model);
    return model;
  }

  private async recording(name: string): Promise<Model> {
    if (this.loadedRecording?.name !== name) {
      const file = await this.fetch(`runs/${encodeURIComponent(name)}`, 'recorded model');
      this.loadedRecording = replaced(this.loadedRecording, name, file);
    }
    return this.loadedRecording.model;
  }

  private fetchBase(name: string): Promise<Uint8Array> {
    if (isImportedBase(name)) {
      throw new Error(
        `The trainer does not have the imported base "${name}". Import its file again, or choose a preset.`,
      );
    }
    return this.fetch(`models/${encodeURIComponent(name)}.safetensors`, 'base model', ` "${name}"`);
  }

  private fetch(path: string, what: string, name = ''): Promise<Uint8Array> {
    const report = (fraction: number) => this.emit({ kind: 'loading', what, fraction });
    return fetchCheckpoint(new URL(path, this.site), `${what}${name}`, report);
  }
}

/** The model of a file in the place of another; a damaged file leaves that as it was. */
function replaced(before: Loaded | null, name: string, file: Uint8Array): Loaded {
  const model = modelFromCheckpoint(file);
  if (before) dispose(before.model);
  return { name, model };
}

function dispose({ parameters, rotary }: Model): void {
  parameters.dispose();
  rotary.dispose();
}

async function digestOf(values: Float32Array): Promise<string> {
  const digest = await sha256(new Uint8Array(Float32Array.from(values).buffer));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
