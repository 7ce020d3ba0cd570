import type { ExperimentConfig } from '../../plan/config';
import { METHOD_PLANS, type SupervisedStage } from '../../plan/methods';
import { modelName, type RecipeFiles, type RecipeOptions } from './recipe';
import { PICTURE_SIZE, type RecipeTask, roundUp } from './recipe-task';

interface StageRecipe {
  readonly file: string;
  readonly dataset: string;
  readonly full: boolean;
  readonly learningRate: string;
  /** Sequences per device and devices (paper table 5). */
  readonly batch: { readonly perDevice: number; readonly devices: number };
}

/** The paper's settings of the supervised stages (method section 2). */
const STAGES: { readonly [S in SupervisedStage]: StageRecipe } = {
  'vm-cpt': {
    file: 'vm_cpt.yaml',
    dataset: 'vm_cpt',
    full: true,
    learningRate: '1.0e-5',
    batch: { perDevice: 16, devices: 8 },
  },
  'cot-sft': {
    file: 'cot_sft.yaml',
    dataset: 'cot_sft',
    full: false,
    learningRate: '1.0e-4',
    batch: { perDevice: 16, devices: 4 },
  },
  'direct-sft': {
    file: 'direct_sft.yaml',
    dataset: 'direct_sft',
    full: false,
    learningRate: '1.0e-4',
    batch: { perDevice: 16, devices: 4 },
  },
};

/** DeepSpeed's third stage: parameters, gradients and optimizer shared out over the devices. */
const DEEPSPEED = `${JSON.stringify(
  {
    train_batch_size: 'auto',
    train_micro_batch_size_per_gpu: 'auto',
    gradient_accumulation_steps: 'auto',
    gradient_clipping: 'auto',
    bf16: { enabled: 'auto' },
    zero_optimization: {
      stage: 3,
      overlap_comm: false,
      contiguous_gradients: true,
      stage3_gather_16bit_weights_on_model_save: true,
    },
  },
  null,
  2,
)}\n`;

/** A YAML file per supervised stage, and one per merge of an adapter. */
export function llamaFactoryConfigs(
  config: ExperimentConfig,
  task: RecipeTask,
  options: RecipeOptions,
): RecipeFiles {
  const { supervised } = METHOD_PLANS[config.method];
  const files: Record<string, string> = {};
  let model = modelName(options);
  for (const name of supervised) {
    const stage = STAGES[name];
    const output = outputOf(name, task, options);
    files[stage.file] = stageYaml(name, task, model, output, config.seed);
    if (stage.full) {
      files['deepspeed.json'] = DEEPSPEED;
      model = output;
    } else {
      files[`merge_${stage.file}`] = mergeYaml(model, output);
      model = `${output}_merged`;
    }
  }
  return files;
}

/** What to type for the supervised stages, in order. */
export function llamaFactoryCommands({ method }: ExperimentConfig): string[] {
  return METHOD_PLANS[method].supervised.flatMap((name) => {
    const { file, full, batch } = STAGES[name];
    return full
      ? [`torchrun --nproc_per_node ${batch.devices} -m trimpi_recipe.vm_cpt ${file}`]
      : [
          `NPROC_PER_NODE=${batch.devices} llamafactory-cli train ${file}`,
          `llamafactory-cli export merge_${file}`,
        ];
  });
}

/** Where the model lies that RL starts from, or that is measured where there is no RL. */
export function supervisedModel(
  { method }: ExperimentConfig,
  task: RecipeTask,
  options: RecipeOptions,
): string {
  const last = METHOD_PLANS[method].supervised.at(-1);
  if (!last) return modelName(options);
  const output = outputOf(last, task, options);
  return STAGES[last].full ? output : `${output}_merged`;
}

function outputOf(stage: SupervisedStage, task: RecipeTask, { size }: RecipeOptions): string {
  return `saves/${task.module}-${size.toLowerCase()}/${STAGES[stage].dataset}`;
}

function stageYaml(
  name: SupervisedStage,
  task: RecipeTask,
  model: string,
  output: string,
  seed: number,
): string {
  const { dataset, full, learningRate, batch } = STAGES[name];
  const { plain, withPolicy } = task.promptTokens;
  // The loader refuses a sequence that reaches the cutoff, so it is one token beyond what is needed.
  const cutoff = roundUp((full ? withPolicy : plain) + task.responseTokens + 1);
  const method = full
    ? [
        'finetuning_type: full',
        'freeze_vision_tower: false',
        'freeze_multi_modal_projector: false',
        'freeze_language_model: false',
        'deepspeed: deepspeed.json',
      ]
    : ['finetuning_type: lora', 'lora_rank: 8', 'lora_target: all'];
  return `### model
model_name_or_path: ${model}
image_max_pixels: ${PICTURE_SIZE * PICTURE_SIZE}
trust_remote_code: false

### method
stage: sft
do_train: true
${method.join('\n')}

### dataset
dataset_dir: data
dataset: ${task.module}_${dataset}
template: qwen2_vl
cutoff_len: ${cutoff}
train_on_prompt: ${full}${full ? '  # loss over policy and question too; trimpi_recipe.vm_cpt takes the visual tokens out' : ''}
overwrite_cache: true
preprocessing_num_workers: 16
dataloader_num_workers: 4

### output
output_dir: ${output}
logging_steps: 1
save_strategy: epoch
save_total_limit: 2
plot_loss: true
overwrite_output_dir: true
save_only_model: false
report_to: none

### train
seed: ${seed}
per_device_train_batch_size: ${batch.perDevice}
gradient_accumulation_steps: 1
learning_rate: ${learningRate}
num_train_epochs: ${task.epochs[name]}.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
gradient_checkpointing: true
bf16: true
ddp_timeout: 180000000
`;
}

function mergeYaml(model: string, adapter: string): string {
  return `### model
model_name_or_path: ${model}
adapter_name_or_path: ${adapter}
template: qwen2_vl
trust_remote_code: false

### export
export_dir: ${adapter}_merged
export_size: 5
export_device: cpu
export_legacy_format: false
`;
}
