import { groupStatistics } from '../../experiment/inspect/objective-terms';
import { exampleTokens } from '../../experiment/inspect/training-tokens';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { type TrainedPart, usualPart } from '../../experiment/plan/config-schema';
import { keyOf } from '../../experiment/plan/key-of';
import { METHOD_PLANS, type Method, type StageName } from '../../experiment/plan/methods';
import { PRESETS, type Preset } from '../../experiment/plan/presets';
import type {
  BaseSkills,
  ExampleView,
  MetricPoint,
  Proportion,
  RolloutGroup,
  RunRecord,
  StageEvaluation,
} from '../../experiment/record/run-record';
import { describeDifference } from '../../experiment/results/describe-difference';
import { RandomStream } from '../../random/stream';
import { visualTokens } from '../../sequence/image';
import { taskOfView } from '../../tasks/registry';
import { KNOTS, LESSON_TASK, SKILLS, type Skill } from './lesson';

/** What the steps of the lesson take from a recorded run. Null wherever the record lacks it. */

/** Whether a run went through everything that the lesson tells of, advantages within the whole group included. */
export function isLessonRecord({ config, rollouts }: RunRecord): boolean {
  const { supervised, rl } = METHOD_PLANS[config.method];
  return (
    config.dataset.kind === LESSON_TASK &&
    rl?.policyRollout === true &&
    !rl.separateStatistics &&
    !rl.gate &&
    !rl.faithful &&
    supervised.includes('vm-cpt') &&
    supervised.includes('cot-sft') &&
    rollouts.length > 0
  );
}

/** Names a recording so that one made again under the same name is another. */
export function recordingKey({ id, provenance }: RunRecord): string {
  return `${id} ${provenance.date}`;
}

export function evaluationOf(record: RunRecord, stage: StageName): StageEvaluation | null {
  return record.stages.find((one) => one.stage === stage)?.evaluation ?? null;
}

export function curveOf(record: RunRecord, stage: StageName): readonly MetricPoint[] {
  return record.stages.find((one) => one.stage === stage)?.curve ?? [];
}

/** An unseen example of the run. */
export function exampleOf(record: RunRecord): ExampleView | null {
  return record.stages.flatMap(({ evaluation }) => evaluation?.examples ?? [])[0]?.example ?? null;
}

/** A question, and the same under the new content that the override evaluation puts under its policy's name. */
export interface OverriddenExample {
  readonly known: ExampleView;
  readonly replaced: ExampleView;
}

/** The first unseen example of the run to which old and new content give different answers. */
export function overriddenExample(record: RunRecord): OverriddenExample | null {
  for (const { evaluation } of record.stages) {
    for (const { example: known } of evaluation?.examples ?? []) {
      const task = taskOfView(known);
      const random = RandomStream.of(record.config.seed, 'override');
      const [replaced] = task.override([task.example(known)], random);
      if (replaced) return { known, replaced: task.view(replaced) };
    }
  }
  return null;
}

/** Tokens of a prompt by what they say. */
export interface PromptParts {
  readonly policy: number;
  readonly image: number;
  readonly question: number;
}

export function promptParts(view: ExampleView): PromptParts {
  const { policy, prompt } = taskOfView(view).example(view);
  const image = prompt.images.reduce((sum, picture) => sum + visualTokens(picture), 0);
  return { policy: policy.passage.tokens.length, image, question: prompt.tokens.length - image };
}

/** Percent by which a prompt gets shorter, or prefill quicker, without the policy. */
export function saving({
  withPolicy,
  withoutPolicy,
}: {
  readonly withPolicy: number;
  readonly withoutPolicy: number;
}): number {
  return withPolicy > 0 ? 100 * (1 - withoutPolicy / withPolicy) : 0;
}

/** A recorded group and where it stands, for the Rollouts screen. */
export interface PlacedGroup {
  readonly step: number;
  readonly place: number;
  readonly group: RolloutGroup;
}

function trainedGroups(record: RunRecord): PlacedGroup[] {
  return record.rollouts.flatMap(({ step, groups }) =>
    groups.flatMap((group, place) => (group.dropped === null ? [{ step, place, group }] : [])),
  );
}

const from = ({ group }: PlacedGroup, source: 'no-policy' | 'policy-aware') =>
  groupStatistics(group.responses.filter((response) => response.source === source));

/** The earliest of the groups that score highest; null when none scores above 0. */
function best(groups: readonly PlacedGroup[], score: (group: PlacedGroup) => number): PlacedGroup | null {
  let found: PlacedGroup | null = null;
  for (const group of groups) if (score(group) > (found ? score(found) : 0)) found = group;
  return found;
}

/** The places of responses that name the right case, and are pushed up, although their reasoning is not the right one. */
export function luckyPlaces({ example, responses }: RolloutGroup): number[] {
  const sound = exampleTokens('cot-sft', example)
    .filter(({ section }) => section === 'reasoning' || section === 'answer')
    .map(({ text }) => text)
    .join(' ');
  return responses.flatMap(({ accuracy, advantage, tokens }, place) =>
    accuracy === 1 && advantage > 0 && tokens.map(({ text }) => text).join(' ') !== sound ? [place] : [],
  );
}

/**
 * A group to explain advantages with: right and wrong answers in balance, in either half of it, in the right form, and
 * if possible one that is right by luck.
 */
export function mixedGroup(record: RunRecord): PlacedGroup | null {
  return best(trainedGroups(record), (placed) => {
    const { size, right } = groupStatistics(placed.group.responses);
    if (right === 0 || right === size) return 0;
    const mixedHalves = (['no-policy', 'policy-aware'] as const).filter(
      (source) => !from(placed, source).isAlike,
    ).length;
    const wellFormed = placed.group.responses.every(({ format }) => format === 1);
    const lucky = luckyPlaces(placed.group).length > 0;
    return 1 - Math.abs(2 * right - size) / size + mixedHalves + Number(wellFormed) + Number(lucky);
  });
}

/** A group that would have taught nothing without its policy-aware half: every no-policy answer is wrong, others are right. */
export function liftedGroup(record: RunRecord): PlacedGroup | null {
  return best(trainedGroups(record), (placed) => {
    const alone = from(placed, 'no-policy');
    return alone.size > 0 && alone.right === 0 && alone.isAlike ? from(placed, 'policy-aware').right : 0;
  });
}

const SHARE_OF_STEPS = 0.1;

/** Mean accuracy by source over the first and the last tenth of RL, 0..1. */
export interface SourceCourse {
  readonly first: { readonly noPolicy: number; readonly policyAware: number };
  readonly last: { readonly noPolicy: number; readonly policyAware: number };
}

export function sourceCourse(record: RunRecord): SourceCourse | null {
  const points = curveOf(record, 'rl').filter((point) => NO_POLICY in point && POLICY_AWARE in point);
  if (points.length === 0) return null;
  const count = Math.max(1, Math.round(SHARE_OF_STEPS * points.length));
  const mean = (some: readonly MetricPoint[], metric: string) =>
    some.reduce((sum, point) => sum + point[metric], 0) / some.length;
  const over = (some: readonly MetricPoint[]) => ({
    noPolicy: mean(some, NO_POLICY),
    policyAware: mean(some, POLICY_AWARE),
  });
  return { first: over(points.slice(0, count)), last: over(points.slice(-count)) };
}

export const NO_POLICY = 'rewards/accuracy/no_policy';
export const POLICY_AWARE = 'rewards/accuracy/policy_aware';

/** The drawn curve at the steps of its knots, as a line of a chart: accuracy 0..1. */
export function drawnPoints(percents: readonly number[], steps: number): MetricPoint[] {
  return percents.map((value, i) => ({ step: Math.round(KNOTS[i] * steps), drawn: value / 100 }));
}

/** Mean distance of a drawn curve from the recorded one around its knots, in points of 100; null without a record. */
export function drawingError(
  percents: readonly number[],
  points: readonly MetricPoint[],
  steps: number,
): number | null {
  const known = points.filter((point) => NO_POLICY in point);
  if (known.length === 0) return null;
  const reach = Math.max(1, SHARE_OF_STEPS * steps);
  const errors = drawnPoints(percents, steps).map(({ step, drawn }) => {
    const near = known.filter((point) => Math.abs(point.step - step) <= reach);
    const around = near.length > 0 ? near : [known[known.length - 1]];
    const real = around.reduce((sum, point) => sum + point[NO_POLICY], 0) / around.length;
    return Math.abs(100 * (drawn - real));
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** One measure after every evaluated stage. */
export function byStage<T>(
  record: RunRecord,
  measure: (evaluation: StageEvaluation) => T,
): { readonly stage: StageName; readonly value: T }[] {
  return record.stages.flatMap(({ stage, evaluation }) =>
    evaluation ? [{ stage, value: measure(evaluation) }] : [],
  );
}

export const overrideByStage = (record: RunRecord): { stage: StageName; value: Proportion }[] =>
  byStage(record, ({ override }) => override);

export const skillsByStage = (record: RunRecord): { stage: StageName; value: BaseSkills }[] =>
  byStage(record, ({ baseSkills }) => baseSkills);

/** The skill that fell most, and by how many points of 100. */
export function largestFall(
  before: { readonly [skill: string]: number },
  after: { readonly [skill: string]: number },
): { readonly skill: Skill; readonly points: number } {
  const falls = SKILLS.map((skill) => ({ skill, points: 100 * (before[skill] - after[skill]) }));
  return falls.reduce((a, b) => (b.points > a.points ? b : a));
}

/** Another recorded run that differs from this one in the method alone. */
export function siblingOf(record: RunRecord, others: readonly RunRecord[], method: Method): RunRecord | null {
  const settings = ({ config }: RunRecord) => keyOf({ ...config, method });
  return (
    others.find((other) => other.config.method === method && settings(other) === settings(record)) ?? null
  );
}

/** What a supervised stage of the run trains. */
export function trainedPartOf({ config }: RunRecord, section: 'vmCpt' | 'cotSft'): TrainedPart {
  return config[section].trains ?? usualPart(section);
}

type Stages = Pick<ExperimentConfig, 'vmCpt' | 'cotSft' | 'rl'>;

/** The stages that replay base skills. */
export function replayedStages({ config }: { readonly config: Stages }): StageName[] {
  const replay = { 'vm-cpt': config.vmCpt.replay, 'cot-sft': config.cotSft.replay, rl: config.rl.replay };
  return (['vm-cpt', 'cot-sft', 'rl'] as const).filter((stage) => replay[stage] > 0);
}

export function replays(run: { readonly config: Stages }): boolean {
  return replayedStages(run).length > 0;
}

function unreplayed<C extends Stages>(config: C): C {
  const { vmCpt, cotSft, rl } = config;
  return {
    ...config,
    vmCpt: { ...vmCpt, replay: 0 },
    cotSft: { ...cotSft, replay: 0 },
    rl: { ...rl, replay: 0 },
  };
}

/** The preset that a run has not changed, and the one that differs from it only in whether base skills are replayed. */
export function presetsByReplay(record: RunRecord): {
  readonly own: Preset | null;
  readonly switched: Preset | null;
} {
  const { config } = record;
  const own = PRESETS.find((preset) => describeDifference(config, preset).length === 0);
  const switched = PRESETS.find(
    (preset) =>
      replays(preset) !== replays(record) &&
      describeDifference(unreplayed(config), { ...preset, config: unreplayed(preset.config) }).length === 0,
  );
  return { own: own ?? null, switched: switched ?? null };
}
