import { source } from '../source.mjs';

/** @type {any} */
const { findPreset } = await source('experiment/plan/presets.ts');
export const micro = findPreset('micro').config;

/**
 * A micro-sized experiment.
 *
 * @param {string} name
 * @param {string} method
 * @param {Record<string, object>} changes to parts of the preset
 */
function provocation(name, method, changes, seed = 1) {
  const parts = Object.entries({ evaluation: { perPolicy: 16 }, ...changes });
  return {
    name,
    method,
    seed,
    changes: Object.fromEntries(parts.map(([part, change]) => [part, { ...micro[part], ...change }])),
  };
}

const sane = { vmCpt: { steps: 15 }, cotSft: { steps: 25 } };
const rl = (/** @type {number} */ learningRate, more = {}) => ({ rl: { steps: 12, learningRate, ...more } });
const stage = (/** @type {number} */ learningRate, more = {}) => ({ steps: 15, learningRate, ...more });

const layers = (/** @type {number} */ count) => ({
  dataset: { layers: count, policies: 4, cotPerPolicy: 12, poolPerPolicy: 40 },
  evaluation: { perPolicy: 8 },
});

/** Settings that spoil the model. */
export const COLLAPSES = [
  // Quiet ones: the loss falls to nothing while the policy in the prompt is forgotten.
  provocation('CoT SFT .01, three layers', 'cot-sft', { ...layers(3), cotSft: stage(0.01) }, 2),
  provocation('CoT SFT .02', 'cot-sft', { cotSft: stage(0.02, { steps: 25 }) }),
  provocation('CoT SFT .03, seed 2', 'cot-sft', { cotSft: stage(0.03) }, 2),
  provocation('Direct SFT .03', 'direct-sft', { directSft: stage(0.03) }),
  provocation('PoRo-DAPO, RL .01 (as reported)', 'trimpi-poro-dapo', rl(0.01)),
  provocation('PoRo-DAPO, RL .003', 'trimpi-poro-dapo', { ...sane, ...rl(0.003) }),
  provocation('PoRo-DAPO, RL .03', 'trimpi-poro-dapo', { ...sane, ...rl(0.03) }),
  provocation('PoRo-DAPO from the base, RL .01', 'poro-dapo', rl(0.01)),
  provocation('PoRo-GRPO, RL .005', 'trimpi-poro-grpo', { ...sane, ...rl(0.005) }),
  provocation('GRPO, RL .003', 'cot-sft+grpo', { ...sane, ...rl(0.003) }),
  provocation('GRPO, RL .01', 'trimpi-grpo', { ...sane, ...rl(0.01) }),
  provocation('GRPO, RL .03', 'cot-sft+grpo', { ...sane, ...rl(0.03) }),
  provocation('DAPO, RL .003', 'cot-sft+dapo', { ...sane, ...rl(0.003) }),
  provocation('DAPO, RL .01, temperature 1.5', 'cot-sft+dapo', {
    ...sane,
    ...rl(0.01, { temperature: 1.5 }),
  }),
  provocation('DAPO, RL .03, seed 2', 'trimpi-dapo', { ...sane, ...rl(0.03) }, 2),
  provocation('DAPO, LoRA, RL .1', 'cot-sft+dapo', { ...sane, ...rl(0.1, { trains: 'lora' }) }),
  provocation('VM-CPT .1', 'vm-cpt+cot-sft', { vmCpt: stage(0.1) }),
  provocation('VM-CPT .3, seed 2', 'vm-cpt+cot-sft', { vmCpt: stage(0.3) }, 2),
  provocation('VM-CPT 1, four layers', 'vm-cpt+cot-sft', { dataset: { layers: 4 }, vmCpt: stage(1) }),
  provocation('CoT SFT .1', 'cot-sft', { cotSft: stage(0.1) }),
  provocation('CoT SFT .1, all parameters', 'cot-sft', { cotSft: stage(0.1, { trains: 'all' }) }, 2),
  provocation('CoT SFT 1, seed 2', 'cot-sft', { cotSft: stage(1) }, 2),
  provocation('Direct SFT .3', 'direct-sft', { directSft: stage(0.3) }, 2),
  provocation('Direct SFT 1', 'direct-sft', { directSft: stage(1) }),
];

const longer = { vmCpt: { steps: 30 }, cotSft: { steps: 40 }, rl: { steps: 20 } };
const noReplay = {
  vmCpt: { steps: 20, replay: 0 },
  cotSft: { steps: 30, replay: 0 },
  rl: { steps: 15, replay: 0 },
};
/** Settings near the presets' own. */
export const HEALTHY = [
  provocation('Micro, PoRo-DAPO', 'trimpi-poro-dapo', {}),
  provocation('Micro, PoRo-GRPO, seed 2', 'trimpi-poro-grpo', {}, 2),
  provocation('PoRo-DAPO', 'trimpi-poro-dapo', longer),
  provocation('PoRo-DAPO, seed 2', 'trimpi-poro-dapo', longer, 2),
  provocation('PoRo-DAPO, seed 3', 'trimpi-poro-dapo', longer, 3),
  provocation('PoRo-GRPO', 'trimpi-poro-grpo', longer),
  provocation('GRPO, seed 2', 'trimpi-grpo', longer, 2),
  provocation('GRPO after CoT SFT alone', 'cot-sft+grpo', longer),
  provocation('DAPO after CoT SFT alone, seed 3', 'cot-sft+dapo', longer, 3),
  provocation('DAPO, without replay', 'trimpi-dapo', noReplay),
  provocation('PoRo-DAPO, without replay, seed 2', 'trimpi-poro-dapo', noReplay, 2),
  provocation('PoRo-DAPO from the base', 'poro-dapo', longer),
  provocation('PoRo-DAPO, LoRA', 'trimpi-poro-dapo', {
    ...longer,
    cotSft: { steps: 40, trains: 'lora' },
    rl: { steps: 15, trains: 'lora' },
  }),
  provocation('CoT SFT, all parameters', 'cot-sft', { cotSft: { steps: 60, trains: 'all' } }),
  provocation('CoT SFT, batch of 2', 'cot-sft', { cotSft: { steps: 60, batch: 2 } }, 2),
  provocation('Direct SFT', 'direct-sft', { directSft: { steps: 60 } }),
  provocation('Direct SFT, batch of 2, seed 2', 'direct-sft', { directSft: { steps: 60, batch: 2 } }, 2),
  // Twice and four times the preset's rate: for ten updates they give no right answer with a policy in the prompt, then all.
  provocation('CoT SFT .003, three layers', 'cot-sft', {
    ...layers(3),
    cotSft: { steps: 40, learningRate: 0.003 },
  }),
  provocation('CoT SFT .006', 'cot-sft', { cotSft: { steps: 25, learningRate: 0.006 } }),
  provocation('Three layers, GRPO', 'trimpi-grpo', { ...longer, ...layers(3) }),
  provocation('Three layers, PoRo-DAPO', 'trimpi-poro-dapo', { ...longer, ...layers(3) }, 2),
  provocation('Four layers, DAPO', 'trimpi-dapo', { ...longer, ...layers(4) }, 3),
];
