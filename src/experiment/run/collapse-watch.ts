import type { Model } from '../../model/forward';
import type { Example, Task } from '../../tasks/task';
import type { MetricPoint } from '../record/run-record';
import { type Anomaly, type AnomalyKind, lastingSuspicion, suspicionIn } from './anomalies';
import { collapseInWords } from './collapse-words';
import { probeImages, probeSkill, type Skill, type SkillLoss, skillLoss } from './skill-probe';
import type { WatchedStage } from './watched-stage';

/**
 * Updates from one look at the model to the next. With a second look at the update after a bad one, a collapse is named
 * within five. In RL a look costs little beside the rollouts, and SFT is asked only at reckless learning rates.
 */
const LOOK_EVERY = { rl: 2, distillation: 2, 'direct-sft': 1, 'cot-sft': 1, 'vm-cpt': 4, base: 4 };
/** Looks of which two have to be bad: a model that has collapsed may be right by luck in between. */
const MEMORY = 3;

/**
 * Watches a stage for a collapse, from its first update, against what the model could do before it: the curve at every
 * update, and now and then the model itself, with the policy in the prompt, where the stage should keep what it does with one.
 */
export class CollapseWatch {
  private readonly looks: (SkillLoss | null)[] = [];
  private lookedAt = 0;
  private found: AnomalyKind | null = null;

  private constructor(
    private readonly stage: WatchedStage,
    private readonly task: Task,
    private readonly images: readonly Example[],
    private readonly before: Skill,
  ) {}

  /** @param model as it is before the stage's first update */
  static async begin(
    stage: WatchedStage,
    task: Task,
    model: Model,
    pool: readonly Example[],
  ): Promise<CollapseWatch> {
    const images = probeImages(stage, pool);
    return new CollapseWatch(stage, task, images, await probeSkill(model, task, images));
  }

  /**
   * Looks at the newest update.
   *
   * @param isDoubtful something else speaks for a collapse, such as that no response is right any more
   * @returns what has gone wrong, once per stage; a model of numbers that are none is told of besides
   */
  async anomaly(model: Model, curve: readonly MetricPoint[], isDoubtful = false): Promise<Anomaly | null> {
    const { name, batch } = this.stage;
    const suspicion = suspicionIn(name, curve, batch);
    if (suspicion === 'not-finite') {
      return this.found === suspicion ? null : this.tell(suspicion, curve, this.before);
    }
    if (this.found) {
      return null;
    }
    const isUnsure = suspicion !== null || isDoubtful || this.looks.slice(1 - MEMORY).some((look) => look);
    let now = this.before;
    if (isUnsure || curve.length - this.lookedAt >= LOOK_EVERY[name]) {
      now = await probeSkill(model, this.task, this.images);
      const loss = this.look(now, curve.length);
      const bad = this.looks.filter((look) => look !== null);
      if (loss && (suspicion !== null || isDoubtful || bad.length > 1)) {
        return this.tell(loss, curve, now);
      }
    }
    const lasting = lastingSuspicion(name, curve, batch);
    return lasting && this.tell(lasting, curve, now);
  }

  /** Whether the model at this moment is worth a checkpoint. Once somebody has gone on past a collapse, that counts no more. */
  async isSound(model: Model, curve: readonly MetricPoint[]): Promise<boolean> {
    const suspicion = suspicionIn(this.stage.name, curve, this.stage.batch);
    if (suspicion === 'not-finite') {
      return false;
    }
    if (this.found || curve.length === 0) {
      return true;
    }
    if (suspicion) {
      return false;
    }
    if (this.lookedAt !== curve.length) {
      this.look(await probeSkill(model, this.task, this.images), curve.length);
    }
    return this.looks[this.looks.length - 1] === null;
  }

  private look(now: Skill, at: number): SkillLoss | null {
    const loss = skillLoss(this.stage, this.before, now);
    // A look for a checkpoint and one for the curve may fall on the same update.
    if (this.lookedAt === at) {
      this.looks.pop();
    }
    this.lookedAt = at;
    this.looks.push(loss);
    this.looks.splice(0, this.looks.length - MEMORY);
    return loss;
  }

  private tell(kind: AnomalyKind, curve: readonly MetricPoint[], now: Skill): Anomaly {
    this.found = kind;
    return { kind, message: collapseInWords(kind, this.stage, curve, this.before, now) };
  }
}
