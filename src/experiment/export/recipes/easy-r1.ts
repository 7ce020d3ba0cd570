import { MAX_SAMPLING_TRIES } from '../../../train/dapo';
import { OBJECTIVES } from '../../../train/policy-rollout';
import type { ExperimentConfig } from '../../plan/config';
import { AGGREGATION_NAMES } from '../../plan/config-schema';
import { controlNote, METHOD_PLANS, type RlVariant } from '../../plan/methods';
import { MODEL, type Recipe, supervisedOutput } from './llama-factory';
import { PREPARE_DATA } from './prepare-data';

/** Tokens that a response of the recipe may have, and the stretch before the end that DAPO punishes. */
const MAX_RESPONSE = 1024;
const OVERLONG_BUFFER = 256;

/** The paper's prompts per rollout batch and per update; EasyR1 needs a data set of at least one rollout batch. */
const PAPER_BATCHES = { rollout: 384, update: 128 };

function batches({ dataset }: ExperimentConfig): { rollout: number; update: number } {
  const pool = dataset.policies * dataset.poolPerPolicy;
  return pool >= PAPER_BATCHES.rollout ? PAPER_BATCHES : { rollout: pool, update: pool };
}

/**
 * The RL stage of an experiment at the paper's scale, for EasyR1 on verl and Ray (option names as of July 2026): config,
 * reward function, prompt format, the data script and a README that says what has no counterpart there.
 */
export function easyR1Recipe(config: ExperimentConfig): Recipe {
  const { rl } = METHOD_PLANS[config.method];
  if (!rl) {
    return { 'README.md': withoutRl(config) };
  }
  return {
    'README.md': readme(config, rl),
    'clevr_policy.yaml': configYaml(config, rl),
    'clevr_policy_reward.py': REWARD,
    'clevr_policy.jinja': FORMAT_PROMPT,
    'prepare_data.py': PREPARE_DATA,
  };
}

function configYaml(config: ExperimentConfig, { algorithm }: RlVariant): string {
  const dapo = algorithm === 'dapo';
  const { groupSize, steps, aggregation } = config.rl;
  const { clipLow, clipHigh, dualClip } = OBJECTIVES[algorithm];
  const { rollout, update } = batches(config);
  return `data:
  train_files: data/easyr1_pool.jsonl
  val_files: data/easyr1_test.jsonl
  prompt_key: problem
  answer_key: answer
  image_key: images
  image_dir: data
  max_prompt_length: 2048
  max_response_length: ${MAX_RESPONSE}
  rollout_batch_size: ${rollout}
  mini_rollout_batch_size: null
  val_batch_size: 1024
  format_prompt: clevr_policy.jinja
  shuffle: true
  seed: ${config.seed}
  min_pixels: 100352
  max_pixels: 262144
  filter_overlong_prompts: true

algorithm:
  adv_estimator: grpo
  disable_kl: ${dapo}
  use_kl_loss: ${!dapo}
  kl_penalty: low_var_kl
  kl_coef: ${OBJECTIVES.grpo.klBeta}
  online_filtering: ${dapo}  # dynamic sampling
  filter_key: accuracy
  filter_low: 0.01
  filter_high: 0.99

worker:
  actor:
    global_batch_size: ${update}
    micro_batch_size_per_device_for_update: 1
    micro_batch_size_per_device_for_experience: 2
    max_grad_norm: 1.0
    clip_ratio_low: ${clipLow}
    clip_ratio_high: ${clipHigh}
    clip_ratio_dual: ${dualClip.toFixed(1)}
    loss_avg_mode: ${aggregation === 'seq-mean-token-mean' ? 'seq' : 'token'}
    padding_free: true
    dynamic_batching: true
    ulysses_size: 1
    model:
      model_path: ${supervisedOutput(config)}
      enable_gradient_checkpointing: true
      trust_remote_code: false
      freeze_vision_tower: false
    optim:
      lr: 1.0e-6
      weight_decay: 1.0e-2
      strategy: adamw
      lr_warmup_ratio: 0.0
    fsdp:
      enable_full_shard: true
      enable_cpu_offload: false
      enable_rank0_init: true
    offload:
      offload_params: true
      offload_optimizer: true

  rollout:
    n: ${groupSize}
    temperature: 1.00
    top_p: 1.0
    seed: ${config.seed}
    gpu_memory_utilization: 0.6
    tensor_parallel_size: 2
    val_override_config:
      temperature: 0.0
      n: 1

  ref:
    fsdp:
      enable_full_shard: true
      enable_cpu_offload: true
      enable_rank0_init: true
    offload:
      offload_params: false

  reward:
    reward_function: clevr_policy_reward.py:compute_score
    reward_function_kwargs:
      format_weight: 0.1
      max_response_length: ${MAX_RESPONSE}
      overlong_buffer_length: ${dapo ? OVERLONG_BUFFER : 0}

trainer:
  max_steps: ${steps}
  project_name: trimpi
  experiment_name: ${config.method}-seed-${config.seed}
  logger: ["file"]
  nnodes: 1
  n_gpus_per_node: 8
  max_try_make_batch: ${MAX_SAMPLING_TRIES}
  val_freq: 10
  val_before_train: true
  val_generations_to_log: 3
  save_freq: 20
  save_limit: 3
`;
}

const FORMAT_PROMPT = `{{ content | trim }} First walk through the policy inside <think> </think>, a line per condition, then give the case in \\boxed{}, like \\boxed{Case 5}.
`;

const REWARD = `"""Reward of ClevrPolicy: (1 - w) * accuracy + w * format, and DAPO's soft overlong punishment."""

import re

REWARD_NAME = "clevr_policy"
REWARD_TYPE = "batch"

FORMAT = re.compile(r"\\s*<think>.*</think>\\s*\\\\boxed\\{Case \\d+\\}\\s*", re.DOTALL)
CASE = re.compile(r"\\\\boxed\\{(Case \\d+)\\}")


def overlong(length, max_response_length, overlong_buffer_length):
    """0 up to the buffer, then linear to -1 at the longest response."""
    over = length - (max_response_length - overlong_buffer_length)
    if overlong_buffer_length == 0 or over <= 0:
        return 0.0
    return max(-1.0, -over / overlong_buffer_length)


def compute_score(reward_inputs, format_weight, max_response_length, overlong_buffer_length):
    scores = []
    for item in reward_inputs:
        cases = CASE.findall(item["response"])
        accuracy = 1.0 if cases and cases[-1] == item["ground_truth"] else 0.0
        well_formed = 1.0 if FORMAT.fullmatch(item["response"]) else 0.0
        punishment = overlong(item["response_length"], max_response_length, overlong_buffer_length)
        scores.append(
            {
                "overall": (1 - format_weight) * accuracy + format_weight * well_formed + punishment,
                "format": well_formed,
                "accuracy": accuracy,
                "overlong": punishment,
            }
        )
    return scores
`;

function withoutRl(config: ExperimentConfig): string {
  const { label } = METHOD_PLANS[config.method];
  return `# ${label}: no reinforcement learning

${label} has no RL stage, so there is nothing here for EasyR1 to do. Its supervised stages are in the LLaMA-Factory recipe.
`;
}

function readme(config: ExperimentConfig, { algorithm, policyRollout }: RlVariant): string {
  const { label, supervised } = METHOD_PLANS[config.method];
  const start = supervised.length > 0 ? 'the merged model of the LLaMA-Factory recipe' : MODEL;
  return `# ${label}, reinforcement learning, at the paper's scale

For EasyR1 (https://github.com/hiyouga/EasyR1), a fork of verl on Ray and vLLM. Written by TriMPI Playground from the experiment
"${config.preset}", seed ${config.seed}. The recipe has not been run by the playground: no browser can.

## Run

1. Make ${start} first; \`worker.actor.model.model_path\` names its folder, so run from where it lies.
2. On the Compare screen, export the splits cot, pool and test as dataset JSONL with images.
3. \`python prepare_data.py --cot cot.jsonl --pool pool.jsonl --test test.jsonl --out data\`
4. \`python3 -m verl.trainer.main config=clevr_policy.yaml\`
5. \`python3 scripts/model_merger.py --local_dir checkpoints/trimpi/${config.method}-seed-${config.seed}/global_step_<last>/actor\` (a script of EasyR1)

## How the method is written in EasyR1's options

| method | option |
|---|---|
| group of G responses, advantage (r - mean) / (std + 1e-6) | \`algorithm.adv_estimator: grpo\`, \`worker.rollout.n: ${config.rl.groupSize}\` |
| clip and dual clip of the ratio | \`clip_ratio_low\`, \`clip_ratio_high\`, \`clip_ratio_dual\` |
| mean over the tokens of the update batch | \`loss_avg_mode: token\` |
${
  algorithm === 'grpo'
    ? '| KL to the reference, k3 estimator, beta 0.01 | `use_kl_loss: true`, `kl_penalty: low_var_kl`, `kl_coef: 0.01` |'
    : `| no KL | \`disable_kl: true\` |
| dynamic sampling on accuracy, at most ${MAX_SAMPLING_TRIES} tries | \`online_filtering: true\`, \`filter_key: accuracy\`, \`max_try_make_batch: ${MAX_SAMPLING_TRIES}\` |
| overlong shaping | \`overlong_buffer_length\` of the reward function |`
}
| reward 0.9 accuracy + 0.1 format | \`clevr_policy_reward.py\` |

## What is the paper's, what is yours, what is neither

- Yours: method, seed, data, responses per prompt (${config.rl.groupSize}), number of steps (${config.rl.steps}).
${paperSettings(config)}
- Neither: lengths (${MAX_RESPONSE} tokens for a response), pixels, sharding, validation every 10 steps. The share of the format
  reward is EasyR1's default; the paper does not state it.

## What has no counterpart in EasyR1
${controlNote(config.method)}${policyRollout ? poroNotes(config.rl.groupSize) : ''}${algorithm === 'dapo' ? DAPO_NOTES : ''}${aggregationNote(config)}
- Replay of base skills during RL (the playground's, not the paper's): EasyR1's actor has a policy loss only.
`;
}

function paperSettings(config: ExperimentConfig): string {
  const { rollout, update } = batches(config);
  return rollout === PAPER_BATCHES.rollout
    ? `- The paper's: model, learning rate 1e-6, rollout batch ${rollout}, update batch ${update}, all parameters trained.`
    : `- The paper's: model, learning rate 1e-6, all parameters trained. Its rollout batch of ${PAPER_BATCHES.rollout} prompts and update batch of
  ${PAPER_BATCHES.update} need more data than your ${rollout} images: both are ${rollout} here.`;
}

function poroNotes(groupSize: number): string {
  const half = Math.floor(groupSize / 2);
  return `
- **PolicyRollout.** EasyR1 samples all responses of a prompt from one prompt, so this recipe as it stands is the method WITHOUT
  PolicyRollout. To add it, in \`_make_batch_data\` of \`verl/trainer/ray_trainer.py\`:
  1. tokenize \`problem_with_policy\` (prepare_data.py writes it beside \`problem\`, and its pictures as \`images_with_policy\`) as a second prompt in \`verl/utils/dataset.py\`;
  2. call \`generate_sequences\` twice with n = ${half}, on the plain prompts and on those with the policy;
  3. take the responses only of the second call and put them after the plain prompt (input_ids, attention_mask, position_ids and
     multi_modal_data of \`problem\`), under the same \`uid\`, so that all ${2 * half} form one group.
  Old, reference and new log-probabilities are then computed under the plain prompt, which is what the method asks for. The paper's
  groups are G without and G with the policy, twice as many responses as a group of plain GRPO; the playground halves both
  to keep the cost.`;
}

/** EasyR1 averages over tokens or over responses' means, and sums nothing. */
function aggregationNote({ rl: { aggregation } }: ExperimentConfig): string {
  if (aggregation !== 'seq-mean-token-sum' && aggregation !== 'dr-grpo') return '';
  return `
- **Token losses** of your run are put together as "${AGGREGATION_NAMES[aggregation]}", which EasyR1's \`loss_avg_mode\` (token, seq) does not have: this
  recipe takes the mean over tokens.`;
}

const DAPO_NOTES = `
- When dynamic sampling keeps no group of a batch, or not enough in ${MAX_SAMPLING_TRIES} tries, EasyR1 ends with an error; the playground
  stops, keeping the run, when there is no such group, and trains on those it has when they are too few.`;
