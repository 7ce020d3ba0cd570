import { commandLine, refusal, seedsOf } from './command-line.mjs';
import { inRoot } from './paths.mjs';
import { provenance } from './provenance.mjs';
import { openReport } from './report-file.mjs';
import { runInPage } from './run-in-page.mjs';
import { source } from './source.mjs';

const { findPreset, PRESETS } = await source('experiment/plan/presets.ts');
const { METHOD_PLANS, METHODS } = await source('experiment/plan/methods.ts');

const FACTORS = [0.5, 1, 2];
const HELP = `npm run search -- <preset> [options]

The same search for every method: the learning rate of its last stage at ${FACTORS.join(', ')} times the preset's, earlier stages as the
preset has them. Measured on the validation split, with a seed that no result is reported for.

  <preset>              ${PRESETS.map((/** @type {any} */ { name }) => name).join(', ')}
  --seeds 101           default: 101
  --out FILE            JSON with every row; rows already in it are not run again
  --help`;

/** @type {(sentence: string) => never} */
const refuse = refusal('search');
const { values, positionals } = commandLine('search', HELP, {
  seeds: { type: 'string', default: '101' },
  out: { type: 'string' },
});
const preset = findPreset(positionals[0] ?? '');
if (!preset || positionals.length !== 1) refuse('Name one preset.');
const seeds = seedsOf(values.seeds, refuse);
const made = await provenance(preset.config.base);
const { report, save, ranOn } = await openReport({
  file: values.out,
  head: { preset: preset.name },
  made: [made],
  refuse,
});

const SECTIONS = /** @type {const} */ ({
  'direct-sft': 'directSft',
  'vm-cpt': 'vmCpt',
  'cot-sft': 'cotSft',
  rl: 'rl',
});

/** The section of the config that a method's last trained stage reads; VM-CPT counts where it is what was added. */
function searched(/** @type {string} */ method) {
  const { supervised, rl } = METHOD_PLANS[method];
  return SECTIONS[/** @type {keyof typeof SECTIONS} */ (rl ? 'rl' : supervised[0])];
}

const trained = METHODS.filter((/** @type {string} */ method) => method !== 'in-context');
for (const seed of seeds) {
  for (const section of ['directSft', 'cotSft', 'vmCpt', 'rl']) {
    for (const factor of FACTORS) {
      const learningRate = preset.config[section].learningRate * factor;
      const known = (/** @type {string} */ method) =>
        report.rows.some(
          (/** @type {any} */ row) =>
            row.method === method && row.seed === seed && row.learningRate === learningRate,
        );
      const methods = trained.filter(
        (/** @type {string} */ method) => searched(method) === section && !known(method),
      );
      if (methods.length > 0) await run(methods, seed, section, learningRate);
    }
  }
}

/** Runs methods that share the change, so that they share their earlier stages too. */
async function run(
  /** @type {string[]} */ methods,
  /** @type {number} */ seed,
  /** @type {string} */ section,
  /** @type {number} */ learningRate,
) {
  const changes = {
    [section]: { ...preset.config[section], learningRate },
    evaluation: { ...preset.config.evaluation, split: 'validation' },
  };
  await runInPage({
    backend: 'wasm',
    call: 'experiment',
    argument: { preset: preset.name, methods, seed, backend: 'wasm', records: false, changes },
    saveTo: inRoot('.cache', 'records'),
    loadFrom: [inRoot('public', 'models')],
    onEvent: async (event) => {
      if (event.kind === 'engine') ranOn(event.engine.device);
      if (event.kind !== 'row') return;
      const { method, accuracy, low, high, accuracyInContext, exact, seconds } = event.row;
      const row = {
        method,
        seed,
        section,
        learningRate,
        accuracy,
        low,
        high,
        accuracyInContext,
        exact,
        seconds,
        ...made,
      };
      report.build = event.build;
      report.rows.push(row);
      console.log(
        `seed ${seed} ${method}, ${section} learning rate ${learningRate}: ${accuracy.toFixed(3)} on validation`,
      );
      await save();
    },
  });
}

console.log(`\n| method | ${FACTORS.map((factor) => `x ${factor}`).join(' | ')} |`);
console.log(`| --- |${FACTORS.map(() => ' --- |').join('')}`);
for (const method of trained) {
  const cells = FACTORS.map((factor) => {
    const rate = preset.config[searched(method)].learningRate * factor;
    const found = report.rows.filter(
      (/** @type {any} */ row) => row.method === method && row.learningRate === rate,
    );
    const mean =
      found.reduce((/** @type {number} */ sum, /** @type {any} */ { accuracy }) => sum + accuracy, 0) /
      found.length;
    return found.length > 0 ? mean.toFixed(3) : '-';
  });
  console.log(`| ${METHOD_PLANS[method].label} | ${cells.join(' | ')} |`);
}
