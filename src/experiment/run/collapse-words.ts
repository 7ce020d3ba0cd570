import { STAGE_NAMES } from '../plan/methods';
import type { MetricPoint } from '../record/run-record';
import { ALARM_AFTER, type AnomalyKind, rewardLevel } from './anomalies';
import type { Skill } from './skill-probe';
import type { WatchedStage } from './watched-stage';

/** Times the preset's learning rate from which on it is named as the likely cause. */
const FAR_ABOVE = 1.5;

/** What happened in a stage that has collapsed, what else the curve shows of it, and the likely cause, in sentences. */
export function collapseInWords(
  kind: AnomalyKind,
  stage: WatchedStage,
  curve: readonly MetricPoint[],
  before: Skill,
  now: Skill,
): string {
  const where = `${STAGE_NAMES[stage.name]}, step ${curve[curve.length - 1].step + 1}`;
  const parts = [`${where}: ${happened(kind, curve, before, now)}`];
  const signs = kind === 'not-finite' || stage.name !== 'rl' ? [] : signsOf(kind, curve);
  if (signs.length > 0) {
    parts.push(`Beside it ${signs.join('; ')}.`);
  }
  if (isQuiet(kind, stage, curve)) {
    const [first, last] = [curve[0], curve[curve.length - 1]].map(({ loss }) => short(loss));
    parts.push(`The loss does not show it: without the policy it fell from ${first} to ${last}.`);
  }
  parts.push(cause(stage));
  return parts.join(' ');
}

function happened(kind: AnomalyKind, curve: readonly MetricPoint[], before: Skill, now: Skill): string {
  const point = curve[curve.length - 1];
  const stayed = `and stayed there for ${ALARM_AFTER} steps.`;
  switch (kind) {
    case 'not-finite':
      return `the ${Number.isFinite(point.loss) ? 'gradient norm' : 'loss'} is no longer a finite number, so the model is spoilt.`;
    case 'policy-lost':
      return `the model can no longer follow a policy in its prompt. Of ${now.asked} answers ${now.right} are right, before the stage ${before.right} were.`;
    case 'answers-lost':
      return `the model no longer gives answers. Of ${now.asked} responses ${now.answered} name a case, before the stage ${before.answered} did.`;
    case 'reward-collapse': {
      const level = rewardLevel(curve.slice(0, -ALARM_AFTER));
      const from = level === null ? '' : ` from ${short(Math.max(level, curve[0].reward))}`;
      return `the reward has collapsed${from} to ${short(point.reward)} ${stayed}`;
    }
    case 'entropy-collapse':
      return `the entropy of the responses has collapsed from ${short(curve[0].entropy)} to ${short(point.entropy)} ${stayed} It gives nearly the same response every time.`;
    case 'loss-rise':
      return `the loss has risen again, from ${short(lowest(curve))} to ${short(point.loss)}.`;
    case 'gradient-burst':
      return `the gradient norm has jumped to ${short(point.grad_norm)} ${stayed}`;
  }
}

/** Whether SFT goes on learning its answers while it forgets the policies. */
function isQuiet(kind: AnomalyKind, { name }: WatchedStage, curve: readonly MetricPoint[]): boolean {
  const isLost = kind === 'policy-lost' || kind === 'answers-lost';
  return isLost && name.endsWith('sft') && curve[curve.length - 1].loss < curve[0].loss;
}

/** What else the curve of RL shows, as clauses. */
function signsOf(kind: AnomalyKind, curve: readonly MetricPoint[]): string[] {
  const [first] = curve;
  const point = curve[curve.length - 1];
  const recent = curve.slice(-ALARM_AFTER);
  const burst = Math.max(...recent.map(({ grad_norm }) => grad_norm));
  // DAPO has none.
  const kl = point.kl ?? 0;
  const cut = point['completions/clipped_ratio'];
  const signs: [boolean, string][] = [
    [
      kind !== 'reward-collapse' && point.reward < first.reward - 0.1,
      `the reward fell from ${short(first.reward)} to ${short(point.reward)}`,
    ],
    [
      point['rewards/format'] < 0.5,
      `${percent(point['rewards/format'])} of the responses have the right form`,
    ],
    [
      cut > 0.25 && cut > 2 * first['completions/clipped_ratio'],
      `${percent(cut)} of the responses do not end`,
    ],
    [
      point.entropy > 2 * first.entropy && point.entropy > 0.5,
      `the entropy rose from ${short(first.entropy)} to ${short(point.entropy)}, towards words at random`,
    ],
    [kl > 1, `the model is far from the reference, with a KL of ${short(kl)}`],
    [
      kind !== 'gradient-burst' && burst > 10 && burst > 5 * Math.min(...recent.map((p) => p.grad_norm)),
      `the gradient norm jumped to ${short(burst)}`,
    ],
  ];
  return signs.filter(([holds]) => holds).map(([, clause]) => clause);
}

function cause({ learningRate, usualLearningRate }: WatchedStage): string {
  const times = learningRate / usualLearningRate;
  return times >= FAR_ABOVE
    ? `The likely cause is the learning rate: ${learningRate} is ${short(times)} times the preset’s ${usualLearningRate}.`
    : `The likely cause is updates that are too large for this stage: try a lower learning rate than ${learningRate}.`;
}

function lowest(curve: readonly MetricPoint[]): number {
  return Math.min(...curve.map(({ loss }) => loss));
}

/** Two digits, without powers of ten. */
function short(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US', { maximumSignificantDigits: 2 });
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
