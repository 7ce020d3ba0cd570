import type { ExperimentConfig } from '../../plan/config';
import { controlNote, METHOD_PLANS, type SupervisedStage } from '../../plan/methods';
import { PREPARE_DATA } from './prepare-data';

/** File name -> text. */
export type Recipe = Readonly<Record<string, string>>;

export const MODEL = 'Qwen/Qwen2.5-VL-7B-Instruct';

interface StageRecipe {
  readonly file: string;
  readonly dataset: string;
  readonly output: string;
  readonly method: readonly string[];
  readonly learningRate: string;
  readonly epochs: number;
}

const LORA = ['finetuning_type: lora', 'lora_rank: 8', 'lora_target: all'];

/** The paper's settings of the supervised stages (method section 2), in LLaMA-Factory's names. */
const STAGES: { readonly [S in SupervisedStage]: StageRecipe } = {
  'vm-cpt': {
    file: 'vm_cpt.yaml',
    dataset: 'clevr_policy_vm_cpt',
    output: 'saves/clevr-policy/vm_cpt',
    method: [
      'finetuning_type: full',
      'freeze_vision_tower: false',
      'freeze_multi_modal_projector: false',
      'freeze_language_model: false',
      'train_on_prompt: true  # loss over the policy and the question too',
      'deepspeed: examples/deepspeed/ds_z3_config.json',
    ],
    learningRate: '1.0e-5',
    epochs: 5,
  },
  'cot-sft': {
    file: 'cot_sft.yaml',
    dataset: 'clevr_policy_cot_sft',
    output: 'saves/clevr-policy/cot_sft',
    method: LORA,
    learningRate: '1.0e-4',
    epochs: 5,
  },
  'direct-sft': {
    file: 'direct_sft.yaml',
    dataset: 'clevr_policy_direct_sft',
    output: 'saves/clevr-policy/direct_sft',
    method: LORA,
    learningRate: '1.0e-4',
    epochs: 2,
  },
};

/**
 * The supervised stages of an experiment at the paper's scale, for LLaMA-Factory (option names as of August 2026): a YAML
 * file per stage, the data script and a README that says what has no counterpart there.
 */
export function llamaFactoryRecipe(config: ExperimentConfig): Recipe {
  const { supervised } = METHOD_PLANS[config.method];
  const files: Record<string, string> = { 'README.md': readme(config) };
  if (supervised.length > 0) {
    files['prepare_data.py'] = PREPARE_DATA;
  }
  let model = MODEL;
  for (const name of supervised) {
    const stage = STAGES[name];
    files[stage.file] = stageYaml(stage, model, config.seed);
    model = stage.output;
    if (stage.method === LORA) {
      files[`merge_${stage.file}`] = mergeYaml(stage, previousModel(supervised, name));
      model = `${stage.output}_merged`;
    }
  }
  return files;
}

function previousModel(supervised: readonly SupervisedStage[], name: SupervisedStage): string {
  const before = supervised[supervised.indexOf(name) - 1];
  return before ? STAGES[before].output : MODEL;
}

/** Where the model lies that RL starts from. */
export function supervisedOutput(config: ExperimentConfig): string {
  const last = METHOD_PLANS[config.method].supervised.at(-1);
  return last ? `${STAGES[last].output}_merged` : MODEL;
}

function stageYaml(
  { dataset, output, method, learningRate, epochs }: StageRecipe,
  model: string,
  seed: number,
): string {
  return `### model
model_name_or_path: ${model}
image_max_pixels: 262144
trust_remote_code: true

### method
stage: sft
do_train: true
${method.join('\n')}

### dataset
dataset_dir: data
dataset: ${dataset}
template: qwen2_vl
cutoff_len: 4096
preprocessing_num_workers: 16
dataloader_num_workers: 4

### output
output_dir: ${output}
logging_steps: 10
save_steps: 500
plot_loss: true
overwrite_output_dir: true
save_only_model: false
report_to: none

### train
seed: ${seed}
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
learning_rate: ${learningRate}
num_train_epochs: ${epochs}.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
ddp_timeout: 180000000
`;
}

function mergeYaml({ output }: StageRecipe, base: string): string {
  return `### model
model_name_or_path: ${base}
adapter_name_or_path: ${output}
template: qwen2_vl
trust_remote_code: true

### export
export_dir: ${output}_merged
export_size: 5
export_device: cpu
export_legacy_format: false
`;
}

function readme(config: ExperimentConfig): string {
  const { label, supervised, rl } = METHOD_PLANS[config.method];
  if (supervised.length === 0) {
    return `# ${label}: nothing to train

${label} is the base model with the policy in the prompt: there is no supervised stage, so there is nothing here for
LLaMA-Factory to do. Ask ${MODEL} with \`policy_text\`, the image and \`question\` of the exported test file.
`;
  }
  const commands = supervised.flatMap((name) => {
    const { file, method } = STAGES[name];
    const merge = method === LORA ? [`llamafactory-cli export merge_${file}`] : [];
    return [`llamafactory-cli train ${file}`, ...merge];
  });
  return `# ${label}, supervised stages, at the paper's scale

For LLaMA-Factory (https://github.com/hiyouga/LLaMA-Factory). Written by TriMPI Playground from the experiment
"${config.preset}", seed ${config.seed}. The recipe has not been run by the playground: no browser can.

## Run

1. On the Compare screen, export the splits cot, pool and test as dataset JSONL with images.
2. \`python prepare_data.py --cot cot.jsonl --pool pool.jsonl --test test.jsonl --out data\`
3. From LLaMA-Factory's folder, with these files and \`data\` in it:

\`\`\`
${commands.join('\n')}
\`\`\`
${rl ? '\nThen go on with the EasyR1 recipe: reinforcement learning starts from the merged model.\n' : ''}
## What is the paper's, what is yours, what is neither

- Yours: method, seed, data (${config.dataset.policies} policies of ${config.dataset.layers} layers; ${config.dataset.cotPerPolicy} images with reasoning and
  ${config.dataset.poolPerPolicy} with the answer only, per policy). The paper: 10 policies, about 250 images with reasoning and 2,000 with the answer, per policy.
- The paper's: model, full parameters or LoRA of rank 8, learning rates, epochs. The browser's steps, batches and learning rates
  belong to a model of 0.3 million parameters and are not carried over.
- Neither (the paper does not say): batch size, warm-up, schedule, cutoff_len. Those here are LLaMA-Factory's usual ones.

## What has no counterpart in LLaMA-Factory
${controlNote(config.method)}${supervised.includes('vm-cpt') ? VM_CPT_NOTES : ''}${replayNotes(config, supervised)}
- Freezing the lower half of the language model and augmenting images, as the browser does in these stages, are not in the paper and
  not in this recipe.
`;
}

const VM_CPT_NOTES = `
- **Visual masking.** Stage \`pt\` takes text only, so VM-CPT runs as stage \`sft\` with \`train_on_prompt\`. That puts loss on every
  token of the prompt, the \`<|image_pad|>\` placeholders among them; VM-CPT must not learn those. Mask them at the end of
  \`_encode_data_example\` in \`src/llamafactory/data/processor/supervised.py\`:

  \`\`\`
  visual = self.tokenizer.convert_tokens_to_ids("<|image_pad|>")
  labels = [IGNORE_INDEX if token == visual else label for token, label in zip(input_ids, labels)]
  \`\`\`

  Without it, training still runs, but it is CPT without the mask.
- With \`train_on_prompt\` the chat template's own tokens (system message, role names) carry loss too. The paper does not say.`;

function replayNotes(config: ExperimentConfig, supervised: readonly SupervisedStage[]): string {
  const parts = { 'direct-sft': config.directSft, 'vm-cpt': config.vmCpt, 'cot-sft': config.cotSft };
  return supervised.some((stage) => parts[stage].replay > 0)
    ? `
- **Replay of base skills.** Your experiment replays base-skill sequences beside each batch. That is the playground's, not the paper's.
  The nearest here is a second dataset of general instructions: \`dataset: <stage's>,<yours>\` with \`mix_strategy: interleave_under\`
  and \`interleave_probs\`. The recipe trains without.`
    : '';
}
