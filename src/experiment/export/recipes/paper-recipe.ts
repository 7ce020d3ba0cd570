import type { ExperimentConfig } from '../../plan/config';
import { hasRecipe, METHOD_PLANS } from '../../plan/methods';
import { batchesFor, easyR1Configs, evaluationConfigs } from './easy-r1';
import { llamaFactoryConfigs } from './llama-factory';
import { PYTHON_PACKAGE } from './python-package';
import { readme } from './readme';
import {
  modelName,
  PACKAGES,
  PAPER_OPTIONS,
  PROGRAMS,
  type Program,
  type Recipe,
  type RecipeOptions,
  UPSTREAM,
} from './recipe';
import { type RecipeTask, recipeTask } from './recipe-task';

/**
 * An experiment at the paper's scale, as a folder: configs for LLaMA-Factory (supervised stages) and EasyR1 (RL, evaluation),
 * the Python package with our hooks on both, a manifest of versions, and a README that says how to run it and what differs
 * from the paper. The data is made beside it (`export-dataset.ts`).
 *
 * @param programs whose configs to write
 * @param task with the lengths of its data
 */
export function paperRecipe(
  config: ExperimentConfig,
  chosen: RecipeOptions = PAPER_OPTIONS,
  programs: readonly Program[] = PROGRAMS,
  task: RecipeTask = recipeTask(config),
): Recipe {
  const { label, rl } = METHOD_PLANS[config.method];
  if (!hasRecipe(config.method)) {
    return {
      ok: false,
      message: `${label} has no recipe at the paper's scale: it is of the playground alone.`,
    };
  }
  const options = { ...chosen, gate: chosen.gate || rl?.gate === true };
  const batches = batchesFor(config, task);
  const withRl = rl !== null && programs.includes('easyr1');
  if (withRl && typeof batches === 'string') return { ok: false, message: batches };
  const configs = {
    ...(programs.includes('llama-factory') ? llamaFactoryConfigs(config, task, options) : {}),
    ...(withRl && typeof batches !== 'string' ? easyR1Configs(config, task, options, batches) : {}),
    ...(programs.includes('easyr1') ? evaluationConfigs(config, task, options) : {}),
  };
  return {
    ok: true,
    files: {
      'README.md': readme(config, task, options, programs, typeof batches === 'string' ? null : batches),
      'manifest.json': manifest(config, options, programs, task),
      ...configs,
      ...PYTHON_PACKAGE,
    },
  };
}

/** What the folder was made from and what it is to be run with. */
function manifest(
  config: ExperimentConfig,
  options: RecipeOptions,
  programs: readonly Program[],
  { published }: RecipeTask,
): string {
  const upstream = Object.fromEntries(programs.map((program) => [program, UPSTREAM[program]]));
  const json = {
    experiment: config,
    ...(published !== null && { published }),
    model: modelName(options),
    gate: options.gate,
    upstream,
    python: '3.11 or newer',
    packages: PACKAGES,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}
