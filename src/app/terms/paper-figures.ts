import type { Method } from '../../experiment/plan/methods';
import type { TaskKind } from '../../tasks/dataset';

/** A figure for each method that the paper reports one for. */
export type ByMethod<F> = { readonly [M in Method]?: F };

/** Accuracy, percent. `secondHand`: quoted by others, not found in a table of the paper. */
export interface PaperAccuracy {
  readonly percent: number;
  readonly secondHand?: true;
}

/** What the paper reports for its 7B model on a task (arXiv 2510.09474; method section 4). */
export interface PaperFigures {
  /** What the figures are for, after the name of the task. */
  readonly setting: string;
  /** Accuracy without the policy in the prompt; for In-Context with it. */
  readonly accuracy: ByMethod<PaperAccuracy>;
  /** Accuracy, percent, when new content stands under the old name in the prompt. */
  readonly override: ByMethod<number>;
  /** What override is the mean of, percent: the exact name, and the arguments. */
  readonly overrideParts?: ByMethod<readonly [tool: number, given: number]>;
  /** Policy referral, 0 to 10, by a language model. */
  readonly referral: ByMethod<number>;
}

export const PAPER: { readonly [K in TaskKind]: PaperFigures } = {
  'clevr-policy-t': {
    setting: 'N = 6',
    accuracy: {
      'in-context': { percent: 13.15 },
      'direct-sft': { percent: 15.15 },
      'cot-sft': { percent: 17.8 },
      'vm-cpt+cot-sft': { percent: 22.75, secondHand: true },
      'cot-sft+grpo': { percent: 47.05 },
      'cot-sft+dapo': { percent: 67.6 },
      'trimpi-grpo': { percent: 55.9 },
      'trimpi-poro-grpo': { percent: 65.85 },
      'trimpi-poro-dapo': { percent: 77.8 },
    },
    override: {
      'in-context': 13.15,
      'cot-sft': 16.4,
      'cot-sft+grpo': 30.8,
      'cot-sft+dapo': 41.6,
      'trimpi-poro-grpo': 48.7,
      'trimpi-poro-dapo': 59.4,
    },
    referral: { 'cot-sft': 3.54, 'cot-sft+grpo': 5.04, 'trimpi-poro-grpo': 5.6 },
  },
  'clevr-policy-m': {
    setting: 'N = 6',
    accuracy: {
      'in-context': { percent: 5.65 },
      'direct-sft': { percent: 14.55 },
      'cot-sft': { percent: 14.3 },
      'vm-cpt+cot-sft': { percent: 27.05, secondHand: true },
      'cot-sft+grpo': { percent: 64.5 },
      'cot-sft+dapo': { percent: 74.4 },
      'trimpi-grpo': { percent: 80.8 },
      'trimpi-poro-grpo': { percent: 84.7 },
      'trimpi-poro-dapo': { percent: 85 },
    },
    override: {
      'in-context': 6.55,
      'cot-sft': 25.2,
      'cot-sft+grpo': 34,
      'cot-sft+dapo': 37.6,
      'trimpi-poro-grpo': 82.7,
      'trimpi-poro-dapo': 85.15,
    },
    referral: { 'cot-sft': 3.44, 'cot-sft+grpo': 6.74, 'trimpi-poro-grpo': 8.72 },
  },
  'gta-policy': {
    setting: 'tool and arguments together',
    accuracy: {
      'in-context': { percent: 21.51 },
      'direct-sft': { percent: 40.75 },
      'cot-sft': { percent: 54.5 },
      'vm-cpt+cot-sft': { percent: 65.47, secondHand: true },
      'cot-sft+dapo': { percent: 72.43, secondHand: true },
      'trimpi-grpo': { percent: 79.33, secondHand: true },
      'trimpi-poro-grpo': { percent: 81.06, secondHand: true },
      'trimpi-poro-dapo': { percent: 76.01, secondHand: true },
    },
    override: { 'in-context': 19.43, 'cot-sft': 38.71, 'trimpi-poro-grpo': 63 },
    overrideParts: {
      'in-context': [20.75, 18.11],
      'cot-sft': [42.45, 34.98],
      'trimpi-poro-grpo': [66.98, 59.03],
    },
    referral: { 'cot-sft': 7.68, 'cot-sft+grpo': 8.93, 'trimpi-poro-grpo': 9.45 },
  },
};

/** Savings the paper reports at 7B, in percent. */
export const PAPER_SAVINGS = { promptTokens: 93.9, prefillTime: 85.7 } as const;

/** How the playground differs from the paper; each a whole sentence pair: theirs, ours. */
export const DIFFERENCES: readonly {
  readonly topic: string;
  readonly paper: string;
  readonly here: string;
}[] = [
  {
    topic: 'Model',
    paper: 'Qwen2.5-VL with 3 or 7 billion parameters.',
    here: 'A vision-language transformer of a few hundred thousand parameters, pretrained by this project on synthetic scenes and a closed vocabulary.',
  },
  {
    topic: 'Images',
    paper: 'CLEVR renderings by Blender.',
    here: 'A small deterministic renderer. The model sees 48 × 48 pixels; the larger picture is for you.',
  },
  {
    topic: 'Scenes',
    paper: 'Cases come as the policy makes them: the commonest alone scores far above chance.',
    here: 'Scenes are balanced over the cases, so that guessing the commonest case gains little; the line “majority” shows how little.',
  },
  {
    topic: 'Policies',
    paper: 'Ten policies for each number of layers, up to N = 6.',
    here: 'Fewer and shallower policies, as the setup says. Each condition is a few tokens; the text you read is fuller.',
  },
  {
    topic: 'Data',
    paper: 'About 20,000 images for RL and 2,500 with reasoning.',
    here: 'A few dozen with reasoning and a few thousand for RL.',
  },
  {
    topic: 'Replay',
    paper: 'None.',
    here: 'Presets may mix base-skill sequences into training, which keeps the model able to follow a policy in the prompt; 0 under “replay” turns it off. In the supervised stages each of them weighs as much as a sequence of the policies; in RL they weigh 0.2 together, beside the objective’s 1.',
  },
  {
    topic: 'PolicyRollout',
    paper:
      'G responses without the policy and G more with it. It gains although the base follows its policies for 13 %.',
    here: 'Half of the group without and half with it, so that every method samples equally many responses for a prompt. It gains in Sparse and Quick, where the model reads its policy, not in Standard, where it does too, and did harm in Deep on an older base, which could not read five layers.',
  },
  {
    topic: 'Dynamic sampling',
    paper: 'Draws prompts anew at most 20 times, then training stops.',
    here: 'After 20 times it trains on the groups that it has, and stops only when there are none.',
  },
  {
    topic: 'Augmentation',
    paper: 'None reported.',
    here: 'Images are flipped, moved by up to two pixels and brightened in the supervised stages.',
  },
  {
    topic: 'Judge',
    paper: 'A language model judges the reasoning.',
    here: 'A rule judge: every step of the reasoning can be parsed and checked.',
  },
  {
    topic: 'Optimizer',
    paper: 'LoRA of rank 8 in SFT, all parameters in VM-CPT and RL.',
    here: 'Full fine-tuning with higher learning rates; the blocks of the lower half are frozen outside RL. Each stage can train all parameters or LoRA of rank 8 instead.',
  },
];
