/** Every term of the method in a sentence or two, for whoever meets it for the first time. */
export const GLOSSARY = {
  'VM-CPT':
    'Visually-masked continual pretraining, stage 1: policy, image, question and reasoning are read as one text. Every word counts in the loss, the image’s tokens do not.',
  'Direct SFT': 'Supervised fine-tuning on answers alone: image and question in, case out.',
  'CoT SFT':
    'Supervised fine-tuning on reasoning and answer, stage 2: the model learns to think through the policy from memory.',
  RL: 'Reinforcement learning, stage 3: the model answers an image several times, and what scored above its group becomes likelier.',
  PoRo: 'PolicyRollout: half of each group is answered with the policy in the prompt. All of it is learned without.',
  gold: 'The right reasoning: the way through the policy that this scene really takes.',
  exact:
    'The whole reasoning is right: every condition is quoted as it stands, every verdict fits the scene, and every jump follows.',
  'policy put back':
    'The trained model is asked once more with the policy in its prompt: does it still read it, or only recite?',
  advantage:
    'How far a response’s reward lies above the mean of its group, in standard deviations. It decides the sign and size of what is learned from it.',
  source: 'Whether the model saw the policy when it wrote the response.',
  format: '1 where the response has the form that is asked for: reasoning, then the answer in its box.',
  total: 'The reward: 0.9 × accuracy + 0.1 × format, with DAPO less what overlong responses cost.',
  chance: 'What always answering the commonest case would get: an accuracy at this line shows no learning.',
} as const;

export type GlossaryTerm = keyof typeof GLOSSARY;
