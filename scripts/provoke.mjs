import { commandLine, refusal } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { runInPage } from './run-in-page.mjs';
import { source } from './source.mjs';

const HELP = `npm run provoke -- [collapses] [healthy]

Trains micro-sized models with settings that make them collapse, and with settings that do not, in headless Chromium on
wasm. Prints when each collapse began, by asking the model at every update on images that the alarm does not use, and when
the alarm named it. Fails when a collapse is not named within 5 updates, or when a healthy run is accused.

Without a name both sets run.
  --help`;

/** Updates from the first bad one, itself counted, within which a collapse has to be named. */
const WITHIN = 5;
/**
 * What a stage leaves of the accuracy with the policy in the prompt when it has collapsed. SFT trains without the policy and
 * may unlearn to read one with any setting: it has collapsed when its loss has risen again.
 */
const LEFT = { 'vm-cpt': 0.5, rl: 0.5 };
/** A rise of a supervised loss above the lowest, as a share of the first. */
const RISE = 0.3;

/** @type {any} */
const { findPreset } = await source('experiment/plan/presets.ts');
const micro = findPreset('micro').config;

/**
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

const COLLAPSES = [
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
const layers = (/** @type {number} */ count) => ({
  dataset: { layers: count, policies: 4, cotPerPolicy: 12, poolPerPolicy: 40 },
});
const HEALTHY = [
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
  provocation('Three layers, GRPO', 'trimpi-grpo', { ...longer, ...layers(3) }),
  provocation('Three layers, PoRo-DAPO', 'trimpi-poro-dapo', { ...longer, ...layers(3) }, 2),
  provocation('Four layers, DAPO', 'trimpi-dapo', { ...longer, ...layers(4) }, 3),
];

const SETS = { collapses: COLLAPSES, healthy: HEALTHY };
/** @type {(sentence: string) => never} */
const refuse = refusal('provoke');
const { positionals } = commandLine('provoke', HELP, {});
const wrong = positionals.find((name) => !(name in SETS));
if (wrong !== undefined) refuse(`There is no set "${wrong}"; choose ${Object.keys(SETS).join(' or ')}.`);
const chosen = positionals.length > 0 ? positionals : Object.keys(SETS);

/** Whether an update has spoilt the model. */
function isSpoilt(
  /** @type {any} */ { stage: name, right, answered, point },
  /** @type {any[]} */ curve,
  /** @type {any} */ run,
) {
  const before = run.before[name];
  if (!Number.isFinite(point.loss ?? Number.NaN) || !Number.isFinite(point.grad_norm ?? Number.NaN))
    return true;
  if (right !== undefined && before.right >= run.images / 2) {
    if (name in LEFT && right <= LEFT[/** @type {keyof typeof LEFT} */ (name)] * before.right) return true;
  }
  if (answered < run.images / 2 && before.answered >= 0.75 * run.images && name in LEFT) return true;
  const losses = curve.map((each) => each.point.loss);
  return name !== 'rl' && point.loss - Math.min(...losses) > RISE * losses[0];
}

/** The first stage with a spoilt model or an alarm: the update at which it began, and the one that named it. */
function findings(/** @type {any} */ run) {
  /** @type {any[]} */
  const all = run.updates;
  for (const name of ['direct-sft', 'vm-cpt', 'cot-sft', 'rl']) {
    const curve = all.filter((update) => update.stage === name);
    const began = curve.findIndex((update, i) => isSpoilt(update, curve.slice(0, i + 1), run));
    const named = curve.findIndex((update) => update.alarm);
    if (began >= 0 || named >= 0) return { stage: name, began, named, alarm: curve[named]?.alarm };
  }
  return { stage: '-', began: -1, named: -1, alarm: undefined };
}

let failures = 0;
for (const set of /** @type {(keyof typeof SETS)[]} */ (chosen)) {
  let good = 0;
  console.log(`\n${set}: began | named | after | in the prompt | what is said`);
  await runInPage({
    backend: 'wasm',
    call: 'provoke',
    argument: { provocations: SETS[set], asks: set === 'collapses' },
    loadFrom: [inRoot('public', 'models')],
    onEvent: (run) => {
      if (run.kind !== 'ran') return;
      const { stage: where, began, named, alarm } = findings(run);
      // Named before these images show it is named in time.
      const after = named < 0 ? Number.POSITIVE_INFINITY : Math.max(1, named - began + 1);
      const isGood = set === 'collapses' ? began >= 0 && after <= WITHIN : named < 0;
      if (isGood) good += 1;
      const shares = run.accuracies.map((/** @type {any} */ [, value]) => value?.toFixed(2)).join(' ');
      const step = (/** @type {number} */ at) => (at < 0 ? '-' : `${where} ${at + 1}`);
      console.log(
        `${isGood ? ' ok ' : 'FAIL'} ${run.name}: ${step(began)} | ${step(named)} | ${named < 0 ? '-' : after} | ${shares} | ${alarm ?? ''}`,
      );
    },
  });
  failures += SETS[set].length - good;
  console.log(`${set}: ${good} of ${SETS[set].length}`);
}
process.exitCode = failures > 0 ? 1 : 0;
