import { MAX_SAMPLING_TRIES } from '../../../train/dapo';
import { OBJECTIVES } from '../../../train/policy-rollout';
import type { ExperimentConfig } from '../../plan/config';
import { METHOD_PLANS, type RlVariant } from '../../plan/methods';
import { objectiveOf } from '../../plan/rl-options';
import { supervisedModel } from './llama-factory';
import { DEVICES, type RecipeFiles, type RecipeOptions } from './recipe';
import { PICTURE_SIZE, type RecipeTask } from './recipe-task';

/** The stretch before the longest response that DAPO punishes, tokens. */
const OVERLONG_BUFFER = 256;

/** The paper's prompts per update. */
const UPDATE_BATCH = 128;

/** Share of the format in the reward: EasyR1's default; the paper does not state it. */
const FORMAT_WEIGHT = 0.1;

/** What is measured of a trained model, and with which data file; `withPolicy` says how long its prompts are. */
export const EVALUATIONS = [
  {
    name: 'end_task',
    withPolicy: false,
    text: 'accuracy without the policy in the prompt, on unseen questions',
  },
  { name: 'in_context', withPolicy: true, text: 'Policy In-Context: the same with the policy in the prompt' },
  {
    name: 'override',
    withPolicy: true,
    text: 'Policy Override: new content under the same names, in the prompt',
  },
  {
    name: 'referral',
    withPolicy: false,
    text: 'Policy Referral, 0 to 10, by the rule judge (val/referral_reward)',
  },
  { name: 'forgetting', withPolicy: false, text: 'questions that no policy is about, on the same pictures' },
] as const;

export interface Batches {
  readonly rollout: number;
  readonly update: number;
  readonly steps: number;
}

/** Batches for a pool; a sentence where the pool cannot be shared among the devices. */
export function batchesFor({ dataset }: ExperimentConfig, task: RecipeTask): Batches | string {
  const pool = dataset.policies * dataset.poolPerPolicy;
  if (pool >= task.rolloutBatch) {
    return {
      rollout: task.rolloutBatch,
      update: UPDATE_BATCH,
      steps: rlSteps(task, pool, task.rolloutBatch),
    };
  }
  const below = pool - (pool % DEVICES);
  // What others published has the size that it has: the loader shuffles, so that every epoch leaves out others.
  if (task.published !== null && below > 0) {
    return { rollout: below, update: below, steps: rlSteps(task, pool, below) };
  }
  if (below < pool) {
    return `The pool of ${pool} questions is smaller than one rollout batch of ${task.rolloutBatch} and cannot be shared among ${DEVICES} devices: choose a multiple of ${DEVICES}, like ${below > 0 ? `${below} or ` : ''}${below + DEVICES}.`;
  }
  return { rollout: pool, update: pool, steps: rlSteps(task, pool, pool) };
}

/** EasyR1's loader gives whole batches only. */
function rlSteps({ rlEpochs }: RecipeTask, pool: number, rollout: number): number {
  return rlEpochs * Math.floor(pool / rollout);
}

/** Responses per prompt: G for the plain methods, G without and G with the policy for PolicyRollout. */
export function responsesPerPrompt(config: ExperimentConfig): { own: number; aware: number } {
  const own = config.rl.groupSize;
  return { own, aware: METHOD_PLANS[config.method].rl?.policyRollout ? own : 0 };
}

export function experimentName(config: ExperimentConfig, task: RecipeTask, options: RecipeOptions): string {
  const { rl } = METHOD_PLANS[config.method];
  // A method that is gated by itself has it in its name.
  const gate = options.gate && rl?.policyRollout && !rl.gate ? '-gated' : '';
  return `${task.module}-${options.size.toLowerCase()}-${config.method}${gate}-seed-${config.seed}`;
}

/** The config of the RL stage; nothing for a method without one. */
export function easyR1Configs(
  config: ExperimentConfig,
  task: RecipeTask,
  options: RecipeOptions,
  batches: Batches,
): RecipeFiles {
  const { rl } = METHOD_PLANS[config.method];
  return rl ? { 'rl.yaml': rlYaml(config, rl, task, options, batches) } : {};
}

/** A config per evaluation. The model is named on the command line. */
export function evaluationConfigs(
  config: ExperimentConfig,
  task: RecipeTask,
  options: RecipeOptions,
): RecipeFiles {
  const answersOnly = METHOD_PLANS[config.method].supervised.at(-1) === 'direct-sft';
  return Object.fromEntries(
    EVALUATIONS.map(({ name, withPolicy }) => {
      const data = name === 'end_task' && answersOnly ? 'answer_only' : name;
      return [`eval_${name}.yaml`, evaluationYaml(config, task, options, data, withPolicy)];
    }),
  );
}

function rlYaml(
  config: ExperimentConfig,
  { algorithm, policyRollout }: RlVariant,
  task: RecipeTask,
  options: RecipeOptions,
  { rollout, update, steps }: Batches,
): string {
  const dapo = algorithm === 'dapo';
  const { aggregation } = config.rl;
  const { clipLow, clipHigh, dualClip, klBeta } = objectiveOf(config, algorithm);
  const { own, aware } = responsesPerPrompt(config);
  const { plain, withPolicy } = task.promptTokens;
  const longest = (policyRollout ? withPolicy : plain) + task.responseTokens;
  return `data:
  train_files: data/${task.module}_pool.jsonl
  val_files: data/${task.module}_validation.jsonl
  prompt_key: problem
  answer_key: answer
  image_key: images
  max_prompt_length: ${plain}
  max_response_length: ${task.responseTokens}
  rollout_batch_size: ${rollout}
  mini_rollout_batch_size: null
  val_batch_size: 1024
  shuffle: true
  seed: ${config.seed}
  min_pixels: 3136
  max_pixels: ${PICTURE_SIZE * PICTURE_SIZE}
  filter_overlong_prompts: false

algorithm:
  adv_estimator: grpo
  disable_kl: ${klBeta === 0}
  use_kl_loss: ${klBeta > 0}
  kl_penalty: low_var_kl
  kl_coef: ${klBeta || OBJECTIVES.grpo.klBeta}
  online_filtering: ${dapo}  # dynamic sampling
  filter_key: accuracy
  filter_low: 0.0
  filter_high: 1.0

policy_rollout:
  enabled: ${policyRollout}
  own: ${own}
  aware: ${aware}
  gate: ${policyRollout && options.gate}  # not in the paper
  max_prompt_length: ${withPolicy}

worker:
  actor:
    global_batch_size: ${update}
    micro_batch_size_per_device_for_update: ${microBatch((update * (own + aware)) / DEVICES)}
    micro_batch_size_per_device_for_experience: 8
    max_grad_norm: 1.0
    clip_ratio_low: ${clipLow}
    clip_ratio_high: ${clipHigh}
    clip_ratio_dual: ${dualClip.toFixed(1)}
    loss_avg_mode: ${aggregation === 'seq-mean-token-mean' ? 'seq' : 'token'}
    padding_free: true
    dynamic_batching: true
    ulysses_size: 1
    model:
      model_path: ${supervisedModel(config, task, options)}
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
    n: ${own + aware}
    temperature: 1.00
    top_p: 1.0
    seed: ${config.seed}
    gpu_memory_utilization: 0.6
    tensor_parallel_size: 2
    limit_images: ${task.pictures}  # vLLM's limit_mm_per_prompt
    max_model_len: ${longest}
    max_num_batched_tokens: ${Math.max(8192, longest)}
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

${rewardYaml(task, dapo ? OVERLONG_BUFFER : 0)}
trainer:
  max_steps: ${steps}
  project_name: trimpi
  experiment_name: ${experimentName(config, task, options)}
  logger: ["file"]
  nnodes: 1
  n_gpus_per_node: ${DEVICES}
  max_try_make_batch: ${MAX_SAMPLING_TRIES}
  val_freq: 10
  val_before_train: true
  val_generations_to_log: 3
  save_freq: 5
  save_limit: 3
`;
}

function evaluationYaml(
  config: ExperimentConfig,
  task: RecipeTask,
  options: RecipeOptions,
  data: string,
  withPolicy: boolean,
): string {
  const prompt = withPolicy ? task.promptTokens.withPolicy : task.promptTokens.plain;
  const file = `data/eval_${data}.jsonl`;
  return `data:
  train_files: ${file}
  val_files: ${file}
  prompt_key: problem
  answer_key: answer
  image_key: images
  max_prompt_length: ${prompt}
  max_response_length: ${task.responseTokens}
  rollout_batch_size: ${DEVICES}
  mini_rollout_batch_size: 1  # nothing is trained; EasyR1 wants one batch of the file all the same
  val_batch_size: 1024
  min_pixels: 3136
  max_pixels: ${PICTURE_SIZE * PICTURE_SIZE}
  filter_overlong_prompts: false

algorithm:
  adv_estimator: grpo
  disable_kl: true

worker:
  actor:
    global_batch_size: ${DEVICES}
    micro_batch_size_per_device_for_update: 1
    model:
      model_path: ${supervisedModel(config, task, options)}
      trust_remote_code: false
    offload:
      offload_params: true
      offload_optimizer: true

  rollout:
    n: 2
    gpu_memory_utilization: 0.6
    tensor_parallel_size: 2
    limit_images: ${task.pictures}  # vLLM's limit_mm_per_prompt
    max_model_len: ${prompt + task.responseTokens}
    max_num_batched_tokens: ${Math.max(8192, prompt + task.responseTokens)}
    val_override_config:
      temperature: 0.0
      n: 1

${rewardYaml(task, 0)}
trainer:
  max_steps: 1
  project_name: trimpi
  experiment_name: ${experimentName(config, task, options)}-eval-${data.replaceAll('_', '-')}
  logger: ["file"]
  nnodes: 1
  n_gpus_per_node: ${DEVICES}
  val_before_train: true
  val_only: true
  val_generations_to_log: 100
  find_last_checkpoint: false
`;
}

/** The paper's 4 responses per device at once, or fewer where they do not divide a device's share of an update. */
function microBatch(share: number): number {
  return [4, 2].find((size) => share % size === 0) ?? 1;
}

function rewardYaml(task: RecipeTask, overlongBuffer: number): string {
  return `  reward:
    reward_function: trimpi_recipe/reward.py:compute_score
    reward_function_kwargs:
      task: ${task.module}
      format_weight: ${FORMAT_WEIGHT}
      max_response_length: ${task.responseTokens}
      overlong_buffer_length: ${overlongBuffer}
`;
}
