import type {
  SequenceChoice,
  SequenceSection,
  TrainingSequenceView,
} from '../../../experiment/inspect/inspection';
import type { ExperimentConfig } from '../../../experiment/plan/config';
import type { StageName } from '../../../experiment/plan/methods';
import type { RolloutGroup, RolloutResponse, RolloutStepRecord } from '../../../experiment/record/run-record';
import { plannedSteps } from '../../state/stage-state';

/** A rollout that RL trained on. */
export interface TrainedRollout {
  readonly step: number;
  readonly group: RolloutGroup;
  readonly response: RolloutResponse;
}

/** The recorded rollouts that trained, the newest step first; groups that were dropped did not. */
export function trainedRollouts(steps: readonly RolloutStepRecord[]): TrainedRollout[] {
  return [...steps]
    .reverse()
    .flatMap(({ step, groups }) =>
      groups
        .filter(({ dropped }) => dropped === null)
        .flatMap((group) => group.responses.map((response) => ({ step, group, response }))),
    );
}

/** Stages of which there are sequences to look at. */
export type SampleableStage = Exclude<StageName, 'base' | 'distillation'>;

/** Sequences that a stage offers to look at. */
export function sequenceCount(
  config: ExperimentConfig,
  stage: StageName,
  rollouts: readonly TrainedRollout[],
): number {
  switch (stage) {
    case 'base':
    // What it trains on is sampled and not kept.
    case 'distillation':
      return 0;
    case 'rl':
      return rollouts.length;
    default:
      return plannedSteps(config, stage) * batchOf(config, stage);
  }
}

/** Sequences in an update of a supervised stage. */
export function batchOf(config: ExperimentConfig, stage: 'direct-sft' | 'vm-cpt' | 'cot-sft'): number {
  return { 'direct-sft': config.directSft, 'vm-cpt': config.vmCpt, 'cot-sft': config.cotSft }[stage].batch;
}

export function sequenceChoice(
  config: ExperimentConfig,
  stage: SampleableStage,
  index: number,
  rollouts: readonly TrainedRollout[],
): SequenceChoice | null {
  if (stage !== 'rl') return { of: 'supervised', config, stage, index };
  const rollout = rollouts[index];
  if (!rollout) return null;
  const response = rollout.response.tokens.map(({ text }) => text);
  return { of: 'rollout', example: rollout.group.example, response };
}

/** Consecutive tokens of one section. */
export interface SectionRun {
  readonly section: SequenceSection;
  /** Index of the first token in the sequence. */
  readonly first: number;
  readonly tokens: TrainingSequenceView['tokens'];
}

export function sectionRuns(tokens: TrainingSequenceView['tokens']): SectionRun[] {
  const runs: {
    section: SequenceSection;
    first: number;
    tokens: TrainingSequenceView['tokens'][number][];
  }[] = [];
  tokens.forEach((token, i) => {
    const last = runs[runs.length - 1];
    if (last?.section === token.section) last.tokens.push(token);
    else runs.push({ section: token.section, first: i, tokens: [token] });
  });
  return runs;
}

/** Mean loss of a model over the tokens of a stretch that carry loss, nats; null where none does. */
export function meanLoss(
  { first, tokens }: Pick<SectionRun, 'first' | 'tokens'>,
  losses: readonly (number | null)[],
): number | null {
  const values = losses.slice(first, first + tokens.length).filter((loss) => loss !== null);
  return values.length > 0 ? values.reduce((sum, loss) => sum + loss, 0) / values.length : null;
}
