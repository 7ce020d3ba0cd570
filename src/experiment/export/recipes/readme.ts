import { MAX_SAMPLING_TRIES } from '../../../train/dapo';
import type { ExperimentConfig } from '../../plan/config';
import { AGGREGATION_NAMES } from '../../plan/config-schema';
import { METHOD_PLANS } from '../../plan/methods';
import { type Batches, EVALUATIONS, experimentName, responsesPerPrompt } from './easy-r1';
import { llamaFactoryCommands, supervisedModel } from './llama-factory';
import { DEVICES, modelName, PACKAGES, type Program, type RecipeOptions, UPSTREAM } from './recipe';
import type { RecipeTask } from './recipe-task';

/** How to run a recipe, and what of it is the paper's, the user's, or neither's. */
export function readme(
  config: ExperimentConfig,
  task: RecipeTask,
  options: RecipeOptions,
  programs: readonly Program[],
  batches: Batches | null,
): string {
  const { label, rl } = METHOD_PLANS[config.method];
  const both = programs.length > 1;
  const sections = [
    `# ${label} on ${task.title}, at the paper's scale`,
    `${modelName(options)}, for ${programs.map(programTitle).join(' and ')}. Written by TriMPI Playground from the experiment "${config.preset}", seed ${config.seed}.
The hooks in \`trimpi_recipe\` are checked against both programs on the CPU, with toy models; nobody has run this recipe on GPUs yet.`,
    install(programs),
    data(task),
    ...(programs.includes('llama-factory') ? [supervised(config)] : []),
    ...(programs.includes('easyr1')
      ? [rlSection(config, task, options, both), evaluation(config, task, options)]
      : []),
    `## What is the paper's, what is yours, what is neither\n\n${origins(config, task, batches).join('\n')}`,
    `## How this differs from the paper\n\n${task.disclosures.map((text) => `- ${text}`).join('\n')}
- Direct SFT is asked for the case alone, since its responses have no reasoning. All other stages end their prompts with the same
  instruction.`,
    ...(rl && programs.includes('easyr1')
      ? [`## How this differs from the playground\n${differences(config)}`]
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function programTitle(program: Program): string {
  return program === 'easyr1' ? 'EasyR1' : 'LLaMA-Factory';
}

function install(programs: readonly Program[]): string {
  const checkouts = programs.map((program) => {
    const { repository, commit } = UPSTREAM[program];
    const folder = repository.split('/').at(-1);
    return `git clone ${repository} && git -C ${folder} checkout ${commit} && pip install -e ${folder}`;
  });
  const versions = Object.entries(PACKAGES).map(([name, version]) => `${name} ${version}`);
  return `## 0. Install

\`\`\`
${checkouts.join('\n')}
\`\`\`

Versions inside the ranges of both programs at these commits (\`manifest.json\`): ${versions.join(', ')}. Run everything
from this folder, with \`export PYTHONPATH=$PWD\`; on several machines, set it on each.`;
}

function data(task: RecipeTask): string {
  return `## 1. Data

${source(task)} Then

\`\`\`
python3 -m trimpi_recipe.prepare_data --task ${task.module} --raw raw --out data
\`\`\`

\`data/dataset_info.json\` is added to, not overwritten, so \`data\` may also be the data folder of LLaMA-Factory.`;
}

function source({ published }: RecipeTask): string {
  return published === null
    ? `\`raw\` is the place of the splits: cot, pool, validation, test, override and forgetting, each a file of JSON lines, and their
pictures. The last section says what of it is in this folder.`
    : `\`raw\` has the splits cot, pool, validation, test and override, made from ${published}’s own files. \`npm run export\` has copied the pictures
into \`raw/published\` and drawn the split forgetting; from the page, copy ${published}’s folder of pictures there yourself and export
“Questions without a policy” as \`raw/forgetting.jsonl\`, with pictures.`;
}

function supervised(config: ExperimentConfig): string {
  const commands = llamaFactoryCommands(config);
  if (commands.length === 0) {
    return `## 2. Supervised stages\n\n${METHOD_PLANS[config.method].label} has none.`;
  }
  const visual = METHOD_PLANS[config.method].supervised.includes('vm-cpt')
    ? `\n\nVM-CPT runs through \`trimpi_recipe.vm_cpt\`, which sets the labels of visual tokens to -100. \`llamafactory-cli train vm_cpt.yaml\`
would train without the mask. The chat template's own words (system message, roles) carry loss too; the paper does not say.`
    : '';
  return `## 2. Supervised stages (LLaMA-Factory)

\`\`\`
${commands.join('\n')}
\`\`\`${visual}`;
}

function rlSection(
  config: ExperimentConfig,
  task: RecipeTask,
  options: RecipeOptions,
  both: boolean,
): string {
  const { rl, label } = METHOD_PLANS[config.method];
  if (!rl) return `## 3. Reinforcement learning\n\n${label} has none.`;
  const start = supervisedModel(config, task, options);
  const from = both || start === modelName(options) ? '' : ' (made by the recipe for LLaMA-Factory)';
  const { own, aware } = responsesPerPrompt(config);
  const groups = rl.policyRollout
    ? `\n\nEach prompt is answered ${own} times as it is and ${aware} times with the policy in it; all ${own + aware} are one group, attached to the prompt
without the policy.${
        options.gate
          ? ` The policy-aware ones join only where, faithful ones alone counted, they are right more often (ours, not the\npaper’s). Faithful is judged by rules and without labels, in \`${task.module}.is_faithful\`: each quoted condition stands so in the policy\nof the response’s own prompt, each step follows from the verdict before it, and the last one leads to the answer. A right\nanswer that is not faithful counts as wrong. Those that do not join keep their place in the batch with an empty mask, which costs their forward pass (keep\n\`loss_avg_mode: token\`: under \`seq\` they would count as responses without loss). They are sampled for every prompt; the playground\nspares those of prompts whose own responses are all right.`
          : ' `policy_rollout.gate: true` lets them join only where they know better (ours, not the paper’s).'
      }`
    : '';
  return `## 3. Reinforcement learning (EasyR1)

Starts from \`${start}\`${from}.

\`\`\`
python3 -m trimpi_recipe.train_rl config=rl.yaml
python3 EasyR1/scripts/model_merger.py --local_dir checkpoints/trimpi/${experimentName(config, task, options)}/global_step_<best>/actor
\`\`\`${groups}

Choose the step by \`val/accuracy_reward\` of \`experiment_log.jsonl\` (the validation split, every 10 steps); \`checkpoint_tracker.json\` names
the best. A run that finds too few groups in ${MAX_SAMPLING_TRIES} tries ends with a checkpoint and a sentence. Where a prompt does not fit its length, the
run stops and says which number to raise; nothing is cut.`;
}

function evaluation(config: ExperimentConfig, task: RecipeTask, options: RecipeOptions): string {
  const { rl } = METHOD_PLANS[config.method];
  const model = rl
    ? `checkpoints/trimpi/${experimentName(config, task, options)}/global_step_<best>/actor/huggingface`
    : supervisedModel(config, task, options);
  const rows = EVALUATIONS.map(({ name, text }) => `| \`eval_${name}.yaml\` | ${text} |`);
  return `## 4. Evaluation

\`\`\`
python3 -m trimpi_recipe.train_rl config=eval_end_task.yaml worker.actor.model.model_path=${model}
\`\`\`

| config | measures |
|---|---|
${rows.join('\n')}

The number is \`val/accuracy_reward\`. For the row In-Context, run \`eval_in_context.yaml\` on ${modelName(options)}.`;
}

function origins(config: ExperimentConfig, task: RecipeTask, batches: Batches | null): string[] {
  const { dataset } = config;
  const { own, aware } = responsesPerPrompt(config);
  const paper = [
    '- The paper’s: model, full parameters or LoRA of rank 8, learning rates, epochs; batches of table 5, read as sequences per device times',
    '  devices (VM-CPT 16 x 8, SFT 16 x 4; with fewer devices keep the product by `gradient_accumulation_steps`), and 4 responses per device',
    `  for RL. ${task.paperData}`,
  ];
  if (!batches) return paper;
  const steps = `${batches.steps} steps (${task.rlEpochs} epochs of your pool, whole batches of it)`;
  const smaller =
    batches.rollout === task.rolloutBatch
      ? `- RL here: ${steps}, rollout batch ${batches.rollout}, update batch ${batches.update} prompts: the paper’s.`
      : `- RL here: ${steps}. The paper’s rollout batch of ${task.rolloutBatch} and update batch of 128 prompts need more
  data than your ${batches.rollout} questions: both are ${batches.rollout} here.`;
  return [
    ...paper,
    smaller,
    `- Yours: method, seed, data (${dataset.policies} policies; ${dataset.cotPerPolicy} questions with reasoning and ${dataset.poolPerPolicy} with the answer, per policy), responses per
  prompt (${own}${aware > 0 ? ` + ${aware}` : ''}).`,
    `- Neither: lengths (${task.responseTokens} tokens for a response, ${task.promptTokens.plain} for a prompt, ${task.promptTokens.withPolicy} with the policy in it), pictures of
  a prompt that vLLM makes room for (${task.pictures}), warm-up, schedule, sharding over ${DEVICES} devices,
  checkpoints every 5 steps, the format’s share of the reward (EasyR1’s 0.1).`,
  ];
}

function differences(config: ExperimentConfig): string {
  const { rl } = config;
  const aggregation = rl.aggregation;
  const seq =
    aggregation === 'seq-mean-token-mean'
      ? `
- **Token losses.** EasyR1's \`loss_avg_mode: seq\` takes the mean of responses' means within a micro-batch, then weighs micro-batches by their
  tokens; the playground takes it over the whole update. With responses of equal length both are the same.`
      : aggregation === 'seq-mean-token-sum' || aggregation === 'dr-grpo'
        ? `
- **Token losses** of your run are put together as "${AGGREGATION_NAMES[aggregation]}", which EasyR1's \`loss_avg_mode\` (token, seq) does not have: this recipe
  takes the mean over tokens.`
        : '';
  const { supervised } = METHOD_PLANS[config.method];
  const replays = [rl, ...(supervised.includes('vm-cpt') ? [config.vmCpt] : []), config.cotSft].some(
    ({ replay }) => replay > 0,
  );
  const replay = replays
    ? `
- **Replay of base skills** is the playground's, not the paper's: this recipe trains without.`
    : '';
  return `${seq}${replay}
- The playground splits a group of G in halves for PolicyRollout to keep the cost; here it is G + G, as in the paper.
- Where dynamic sampling runs out of tries, the playground trains on the groups it has; here the run ends.`;
}
