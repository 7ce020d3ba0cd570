import init from '../python/trimpi_recipe/__init__.py?raw';
import clevrPolicy from '../python/trimpi_recipe/clevr_policy.py?raw';
import groups from '../python/trimpi_recipe/groups.py?raw';
import gtaPolicy from '../python/trimpi_recipe/gta_policy.py?raw';
import prepareData from '../python/trimpi_recipe/prepare_data.py?raw';
import responses from '../python/trimpi_recipe/responses.py?raw';
import reward from '../python/trimpi_recipe/reward.py?raw';
import rolloutDataset from '../python/trimpi_recipe/rollout_dataset.py?raw';
import rolloutTrainer from '../python/trimpi_recipe/rollout_trainer.py?raw';
import toolCalls from '../python/trimpi_recipe/tool_calls.py?raw';
import trainRl from '../python/trimpi_recipe/train_rl.py?raw';
import visualMask from '../python/trimpi_recipe/visual_mask.py?raw';
import vmCpt from '../python/trimpi_recipe/vm_cpt.py?raw';
import type { RecipeFiles } from './recipe';

/** The Python package that every recipe carries: hooks on both programs, the reward, the data script. */
export const PYTHON_PACKAGE: RecipeFiles = {
  'trimpi_recipe/__init__.py': init,
  'trimpi_recipe/clevr_policy.py': clevrPolicy,
  'trimpi_recipe/groups.py': groups,
  'trimpi_recipe/gta_policy.py': gtaPolicy,
  'trimpi_recipe/prepare_data.py': prepareData,
  'trimpi_recipe/responses.py': responses,
  'trimpi_recipe/reward.py': reward,
  'trimpi_recipe/rollout_dataset.py': rolloutDataset,
  'trimpi_recipe/rollout_trainer.py': rolloutTrainer,
  'trimpi_recipe/tool_calls.py': toolCalls,
  'trimpi_recipe/train_rl.py': trainRl,
  'trimpi_recipe/visual_mask.py': visualMask,
  'trimpi_recipe/vm_cpt.py': vmCpt,
};
