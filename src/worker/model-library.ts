import type { ExperimentConfig } from '../experiment/plan/config';
import { estimateCost } from '../experiment/plan/estimate';
import { type StageName, stagesOf } from '../experiment/plan/methods';
import { MODEL_BUDGET, type ModelStore, type Room } from '../experiment/record/model-store';
import type { RunRecord } from '../experiment/record/run-record';
import { type RunState, startOf } from '../experiment/record/run-state';
import type { RunStorage } from '../experiment/record/run-store-db';
import { readCheckpoint, writeCheckpoint } from '../model/checkpoint';
import type { RunModels } from './model-shelf';
import type { OwnRun, TrainerEvent } from './protocol';

type Files = Map<StageName, Uint8Array<ArrayBuffer>>;

/** The models of finished runs: in the browser's storage, and in memory where that does not take them. */
export class ModelLibrary {
  private readonly inMemory = new Map<string, { readonly base: string; readonly files: Files }>();
  private lookedAt: { readonly id: string; readonly release: () => void } | null = null;

  constructor(
    private readonly store: ModelStore,
    private readonly records: Pick<RunStorage, 'own'>,
    private readonly build: string,
  ) {}

  /** The runs of this browser with what is kept of their models, for the page; models of runs that are gone go, too. */
  async told(): Promise<Extract<TrainerEvent, { kind: 'own' }>> {
    const [marks, { models, fault }] = await Promise.all([this.records.own(), this.store.list()]);
    const kept = new Map(models.map((one) => [one.id, one]));
    const runs = (marks ?? []).map((mark): OwnRun => {
      const files = this.inMemory.get(mark.id)?.files;
      const { stages = [...(files?.keys() ?? [])], bytes = 0 } = kept.get(mark.id) ?? {};
      return { ...mark, stages, bytes };
    });
    return { kind: 'own', runs, budget: MODEL_BUDGET, fault };
  }

  /** Deletes the models of runs that are not on the list any more: they could be put back until the page was left. */
  async tidy(): Promise<void> {
    // In this order: another tab stores the record of a run before its models.
    const { models } = await this.store.list();
    const marks = await this.records.own();
    if (!marks) {
      return;
    }
    const listed = new Set(marks.map(({ id }) => id));
    for (const { id } of models) {
      if (!listed.has(id)) await this.store.remove(id);
    }
  }

  /** Which runs lose their models when a run of this kind is kept, as a sentence; null when none does. */
  async warning(config: ExperimentConfig): Promise<string | null> {
    const stages = stagesOf(config.method).length - 1;
    const leaving = await this.store.makeRoom(
      4 * stages * estimateCost(config).parameters,
      await this.starred(),
    );
    return stages > 0 ? await this.inWords(leaving) : null;
  }

  private async inWords(leaving: Room): Promise<string | null> {
    if (leaving === null) {
      return `The ${MODEL_BUDGET / 1e6} MB for models are taken by runs that are starred or open: the models of this run will last until this tab closes, unless you remove a star.`;
    }
    if (leaving.length === 0) {
      return null;
    }
    const names = new Map((await this.records.own())?.map(({ id, name }) => [id, name]));
    const which = leaving.map(({ id }) => `“${names.get(id) ?? id}”`).join(', ');
    return `When this run ends, its models take the place of those of ${which}: all models of this browser have ${MODEL_BUDGET / 1e6} MB. Star a run in Compare to keep its models; its results stay in any case.`;
  }

  /**
   * Keeps what a finished run has trained.
   *
   * @param id of its record
   * @param base SHA-256 of the base's parameters, in hex
   * @returns null, or why it is kept in memory only
   */
  async keep(id: string, base: string, { config, shape, snapshots }: RunModels): Promise<string | null> {
    const files: Files = new Map();
    for (const [stage, values] of snapshots) {
      // The base is a file of the page.
      if (stage === 'base' || !values.every(Number.isFinite)) continue;
      const metadata = { experiment: JSON.stringify(config), stage, build: this.build };
      files.set(stage, writeCheckpoint(shape, values, metadata));
    }
    if (files.size === 0) {
      return null;
    }
    const fault = await this.store.keep({ id, base, files }, await this.starred());
    if (fault) this.inMemory.set(id, { base, files });
    else this.inMemory.delete(id);
    return fault;
  }

  /** The safetensors file of a stage; null where it is not kept. */
  async file(id: string, stage: StageName): Promise<Uint8Array<ArrayBuffer> | null> {
    const file = this.inMemory.get(id)?.files.get(stage) ?? (await this.store.file(id, stage));
    // The bytes may change hands; what is kept must not go with them.
    return file && new Uint8Array(file);
  }

  /** SHA-256 of the base's parameters that a kept run began from, in hex; null where nothing is kept of it. */
  private async baseOf(id: string): Promise<string | null> {
    const { models } = await this.store.list();
    return (this.inMemory.get(id) ?? models.find((kept) => kept.id === id))?.base ?? null;
  }

  /**
   * Where a finished run stood when a stage began.
   *
   * @returns the state, and the SHA-256 of the base's parameters, in hex
   * @throws Error with a sentence where the models before that stage are not kept
   */
  async startOf({ id, stages }: RunRecord, to: StageName): Promise<{ base: string; from: RunState }> {
    const from = startOf(to, { stages, rollouts: [], values: new Map(), current: null });
    const base = await this.baseOf(id);
    const values = new Map<StageName, Float32Array>();
    for (const { stage } of from.stages) {
      const file = stage === 'base' ? null : await this.file(id, stage);
      if (file) values.set(stage, readCheckpoint(file).values);
    }
    if (base === null || values.size < from.stages.length - 1) {
      throw new Error(
        'The models of this run are not kept in this browser any more. Start the experiment again.',
      );
    }
    return { base, from: { ...from, values } };
  }

  /** The models of this run are not pushed out while the visitor looks at it. */
  lookAt(id: string | null): void {
    if (this.lookedAt?.id === id) {
      return;
    }
    this.lookedAt?.release();
    this.lookedAt = id === null ? null : { id, release: this.store.open(id) };
  }

  /** Without a word on the stars, every run counts as starred: none is pushed out by mistake. */
  private async starred(): Promise<ReadonlySet<string>> {
    const marks = await this.records.own();
    const ids = marks
      ? marks.flatMap(({ id, starred }) => (starred ? [id] : []))
      : (await this.store.list()).models.map(({ id }) => id);
    return new Set(ids);
  }
}
