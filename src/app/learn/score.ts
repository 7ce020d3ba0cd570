import type { RunRecord } from '../../experiment/record/run-record';
import type { Estimate } from '../../experiment/results/statistics';
import { percent } from '../design/format';
import type { TableOnRecord } from '../state/on-record';
import { STEPS, type StepId } from '../terms/lesson-steps';
import { curveOf, drawingError, evaluationOf, mixedGroup, NO_POLICY, overrideByStage, saving } from './facts';
import { SKILL_NAMES } from './lesson';
import type { Predictions } from './progress';
import { drawsOf, lowestOf, meanAfter, mostLost } from './seeds';

/** A prediction within so many points of a hundred counts as right. */
export const NEAR = 10;
/** What VM-CPT's loss counts: everything but the image. */
const COUNTED = ['policy', 'question', 'reasoning', 'answer'];

/** How a prediction of the lesson compares with the recording. */
export interface Scored {
  readonly id: StepId;
  readonly name: string;
  readonly isRight: boolean;
  /** What was predicted and what came, in words. */
  readonly said: string;
}

/**
 * The predictions that were made and that can be judged, in the order of the steps: by means over seeds where they are on record,
 * else by the recording.
 */
export function scored(
  predictions: Predictions,
  record: RunRecord,
  tables: readonly TableOnRecord[],
): Scored[] {
  const found: Partial<Record<StepId, Pick<Scored, 'isRight' | 'said'>>> = {};
  const byPoints = (
    id: StepId,
    predicted: number | undefined,
    recorded: number | null | undefined,
    seeds: Estimate | null = null,
  ) => {
    const real = seeds?.mean ?? recorded;
    if (predicted === undefined || real === null || real === undefined) return;
    const isRight = Math.abs(predicted - 100 * real) <= NEAR;
    const source = seeds ? `the mean of ${seeds.n} seeds` : 'recorded';
    found[id] = { isRight, said: `${percent(predicted / 100)} predicted, ${percent(real)} ${source}` };
  };
  const base = evaluationOf(record, 'base');
  byPoints('cost', predictions.cost, base && saving(base.efficiency.promptTokens) / 100);
  if (predictions.inject) {
    const isRight = sameSet(predictions.inject, COUNTED);
    found.inject = {
      isRight,
      said: isRight ? 'all but the image carries loss' : 'not the parts that carry loss',
    };
  }
  const sft = evaluationOf(record, 'cot-sft')?.endTask;
  byPoints('reason', predictions.reason, sft?.value, meanAfter(tables, record, 'cot-sft', 'accuracy'));
  const group = mixedGroup(record)?.group;
  if (predictions.explore && group) {
    const up = group.responses.flatMap(({ advantage }, place) => (advantage > 0 ? [place] : []));
    const isRight = sameSet(predictions.explore, up);
    const hit = predictions.explore.filter((place) => up.includes(place)).length;
    found.explore = { isRight, said: `${hit} of the ${up.length} responses that are pushed up` };
  }
  const drawn = predictions['with-policy'];
  const error =
    drawn &&
    drawingError(
      drawn,
      curveOf(record, 'rl').filter((point) => NO_POLICY in point),
      record.config.rl.steps,
    );
  if (typeof error === 'number') {
    found['with-policy'] = { isRight: error <= NEAR, said: `off by ${Math.round(error)} points on average` };
  }
  const override = overrideByStage(record).at(-1)?.value;
  byPoints('override', predictions.override, override?.value, meanAfter(tables, record, 'rl', 'override'));
  const drop = mostLost(tables, record);
  if (predictions.forgetting && drop) {
    const isRight = predictions.forgetting === drop.skill;
    found.forgetting = {
      isRight,
      said: `most was lost in ${SKILL_NAMES[drop.skill].split(':')[0].toLowerCase()}`,
    };
  }
  const named = predictions['wrong-reasons'];
  if (named !== undefined) {
    found['wrong-reasons'] = {
      isRight: named,
      said: `the response that was named ${named ? 'departs from' : 'follows'} the policy`,
    };
  }
  byPoints('class', predictions.class, lowestOf(drawsOf(tables, record))?.accuracy);
  if (predictions.tools) {
    const { said, right } = predictions.tools;
    found.tools = { isRight: said === right, said: `${said} predicted, the policy says ${right}` };
  }
  return STEPS.flatMap(({ id, name }) => {
    const one = found[id];
    return one ? [{ id, name, ...one }] : [];
  });
}

function sameSet<T>(a: readonly T[], b: readonly T[]): boolean {
  return new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));
}
