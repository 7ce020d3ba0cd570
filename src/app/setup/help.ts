/** What a number of the setup does, in a line, by its key, which means the same in every stage but those that have their own, `rl.steps`. */
export const HELP: Readonly<Record<string, string>> = {
  seed: 'The same seed gives the same run: policies, images and samples.',
  perPolicy: 'More images, narrower intervals, longer evaluations.',
  layers: 'Questions on the way to a case; each layer doubles the cases.',
  policies: 'Learned at the same time, each under its own name.',
  cotPerPolicy: 'For VM-CPT and CoT SFT: image, question, reasoning and answer.',
  poolPerPolicy: 'For Direct SFT and RL: image, question and answer.',
  steps: 'Updates, each on one batch of sequences.',
  'rl.steps': 'Each samples responses, has them rewarded and learns from them.',
  batch: 'Sequences that one update learns from.',
  learningRate: 'How far one update moves the parameters. Too high, and training collapses.',
  replay: 'Base skills rehearsed beside each update, against forgetting. The paper has none: 0.',
  prompts: 'Images answered in each step.',
  groupSize:
    'G: answers to one image, compared with each other. With PolicyRollout half of them see the policy.',
  updatesPerStep: 'Parts that the answers of a step are learned in; from the second on the ratio leaves 1.',
  clipLow: 'A token’s probability is not pushed below 1 − this times what it was in the rollout.',
  clipHigh: 'A token’s probability is not pushed above 1 + this times what it was in the rollout.',
  klBeta: 'Pulls the model towards what it was at the start of RL. DAPO has none: 0.',
  minutes: 'Of training, without evaluations.',
  accuracy: 'Mean of the last five steps’ responses, 0 to 1.',
};

/** What the choices of the setup do. */
export const CHOICE_HELP = {
  base: 'What training starts from.',
  split: 'Try settings out on validation images; report on test images.',
  trains: 'LoRA trains small matrices beside frozen ones; the paper takes rank 8 in its SFT.',
  aggregation: 'How the losses of a batch’s tokens become one number.',
} as const;
