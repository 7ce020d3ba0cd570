import { taskOf, taskOfView } from '../../tasks/registry';
import type { Task } from '../../tasks/task';
import { METHOD_PLANS } from '../plan/methods';
import { gateMark, sampledFor } from '../record/gate-view';
import type { MetricPoint, RolloutGroup, RolloutResponse, RunRecord } from '../record/run-record';
import { tokenIdOf } from '../record/token-ids';
import { csv } from './csv';

/**
 * Logs of a run in the names of other programs. Names that TRL's GRPOTrainer has (1.13: `_metrics` and the completions table in
 * trl/trainer/grpo_trainer.py) are TRL's; what only the playground logs keeps its own. One thing differs: reward_std is the
 * mean of the groups' deviations here, the deviation of all rewards there.
 */
const TRL_NAMES: Readonly<Record<string, string>> = {
  lr: 'learning_rate',
  'rewards/accuracy': 'rewards/accuracy/mean',
  'rewards/format': 'rewards/format/mean',
  'rewards/tool': 'rewards/tool/mean',
  'rewards/arguments': 'rewards/arguments/mean',
};

interface MetricRow {
  readonly step: number;
  readonly stage: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** A row per step of every stage; steps go on from one stage to the next, as a logger would count them. */
export function metricRows({ stages }: Pick<RunRecord, 'stages'>): MetricRow[] {
  let before = 0;
  return stages.flatMap(({ stage, curve }) => {
    const rows = curve.map(({ step, ...metrics }) => ({
      step: before + step,
      stage,
      metrics: renamed(metrics),
    }));
    before += Math.max(0, ...curve.map(({ step }) => step + 1));
    return rows;
  });
}

function renamed(metrics: Omit<MetricPoint, 'step'>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [TRL_NAMES[name] ?? name, value]),
  );
}

/** Metrics as CSV: `trackio.import_csv` reads it as it is (a column "step", any number of columns of numbers). */
export function metricsCsv(record: Pick<RunRecord, 'stages'>): string {
  const rows = metricRows(record);
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))];
  return csv([
    ['step', 'stage', ...names],
    ...rows.map(({ step, stage, metrics }) => [step, stage, ...names.map((name) => metrics[name] ?? null)]),
  ]);
}

/** Metrics as JSON lines, each what a logger gets in one step. */
export function metricsJsonl(record: Pick<RunRecord, 'stages'>): string {
  return jsonl(metricRows(record).map(({ step, stage, metrics }) => ({ step, stage, ...metrics })));
}

/**
 * The responses that a run kept, in the columns of TRL's completions table: step, prompt, completion, a column per reward
 * function, extra columns, advantage. Parts of accuracy are columns, too, where the task has them. Responses that a gate left out have
 * no advantage.
 */
export function completionRows({ rollouts }: Pick<RunRecord, 'rollouts'>) {
  return rollouts.flatMap(({ step, groups }) =>
    groups.flatMap((group, index) => {
      const prompt = promptText(group);
      return sampledFor(group).map((response) => ({
        step,
        prompt,
        completion: spoken(response),
        accuracy: response.accuracy,
        ...(response.parts && { tool: response.parts.tool, arguments: response.parts.arguments }),
        format: response.format,
        reward: response.reward,
        source: response.source,
        group: index,
        dropped: group.dropped ?? (gateMark(group, response) === 'left out' ? 'left out by the gate' : ''),
        advantage: response.advantage,
      }));
    }),
  );
}

/** {@link completionRows} as CSV. */
export function completionsCsv(record: Pick<RunRecord, 'rollouts'>): string {
  const rows = completionRows(record);
  const names = Object.keys(rows[0] ?? { step: 0 }) as (keyof (typeof rows)[number])[];
  return csv([names, ...rows.map((row) => names.map((name) => row[name] ?? null))]);
}

/**
 * The RL stage in UNIPO's canonical schema (poloclub/unipo, docs/canonical_schema.json) as JSON lines, which its
 * scripts/build_data.py reads: a header, then an entry per RL step, with prompts where the run kept responses.
 */
export function unipoJsonl(record: RunRecord): string {
  const { config, rollouts, stages } = record;
  const curve = stages.find(({ stage }) => stage === 'rl')?.curve ?? [];
  const task = taskOf(config.dataset.kind);
  const kept = new Map(rollouts.map(({ step, groups }) => [step, groups]));
  const { rl } = METHOD_PLANS[config.method];
  const header = {
    type: 'header',
    task: `policy internalization, ${config.dataset.layers} layers`,
    dataset: config.dataset.kind,
    reward_strategy: '0.9 accuracy + 0.1 format',
    algorithm: rl?.algorithm ?? 'none',
    totalSteps: curve.length,
    model_name: `trimpi-${config.base}`,
    reference_model_name: `trimpi-${config.base} at the start of RL`,
    hparams: { ...config.rl, method: config.method, seed: config.seed },
  };
  const entries = curve.map((point) => ({
    type: 'step',
    step: point.step,
    // A record has one point per rollout batch, whose first update has ratio 1.
    is_first_step_after_rollout_phase: true,
    metrics: unipoMetrics(point),
    ...(kept.has(point.step)
      ? { prompts: kept.get(point.step)?.map((group, i) => unipoPrompt(group, point.step, i, task)) }
      : {}),
  }));
  return jsonl([header, ...entries]);
}

function unipoMetrics(point: MetricPoint): Record<string, number> {
  const named: [string, number | undefined][] = [
    ['policy_objective', -point.loss],
    ['policy_loss', point.loss],
    ['reward', point.reward],
    ['reward_std', point.reward_std],
    ...['accuracy', 'tool', 'arguments', 'format'].map((part): [string, number] => [
      `reward_${part}`,
      point[`rewards/${part}`],
    ]),
    ['entropy', point.entropy],
    ['kl', point.kl],
    ['grad_norm', point.grad_norm],
    ['learning_rate', point.lr],
    ['response_length', point['completions/mean_length']],
    ['dynamic_sampling_pass_rate', 100 * point['dynamic_sampling/kept']],
  ];
  return Object.fromEntries(named.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

/** What the model was asked, as text. */
function promptText({ example }: Pick<RolloutGroup, 'example'>): string {
  const { fields, pictures } = taskOfView(example).datasetLine(example);
  const shown = pictures ? pictures.map(({ name }) => `${name}: <image>\n`).join('') : '<image>';
  return `${shown}${fields.question}`;
}

function unipoPrompt(group: RolloutGroup, step: number, index: number, task: Task) {
  return {
    prompt: promptText(group),
    responses: group.responses.map((response, sample) => {
      const { tokens, reward, advantage } = response;
      const logProbs = tokens.map(({ logp }) => logp);
      return {
        id: `step${step}_p${index}_sample${sample}`,
        reward,
        advantage,
        response_text: spoken(response),
        response_length: tokens.length,
        tokens: {
          ids: tokens.map(({ text }) => tokenIdOf(task, text) ?? 0),
          strings: tokens.map(({ text }) => `${text} `),
          log_probs: logProbs,
          old_log_probs: logProbs,
          advantages: tokens.map(() => advantage),
        },
      };
    }),
  };
}

function spoken({ tokens }: Pick<RolloutResponse, 'tokens'>): string {
  return tokens.map(({ text }) => text).join(' ');
}

function jsonl(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
