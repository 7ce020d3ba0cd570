import { PUBLISHED_DATA, TASK_NAMES } from '../../../tasks/dataset';
import { taskOf } from '../../../tasks/registry';
import type { PublishedLine } from '../../../tasks/task';
import type { ExperimentConfig } from '../../plan/config';
import { paperRecipe } from './paper-recipe';
import { PAPER_OPTIONS, PROGRAMS, type Program, type RecipeFiles, type RecipeOptions } from './recipe';
import { fitted } from './recipe-task';

/** Where in `raw` the pictures of a published data set lie, under their own paths. */
export const PUBLISHED_PICTURES = 'published';

export type PublishedRecipe =
  | {
      readonly ok: true;
      /** The recipe, and its data as `raw/<split>.jsonl`. */
      readonly files: RecipeFiles;
      /** The experiment with the sizes of these data. */
      readonly config: ExperimentConfig;
      /** Paths of the pictures in the data set's folder, which belong into `raw/published`. */
      readonly pictures: readonly string[];
    }
  /** A sentence that says what to change. */
  | { readonly ok: false; readonly message: string };

/**
 * A recipe whose data is what others published for the task, in place of drawn data.
 *
 * @param texts of the files that `PUBLISHED_DATA` names for the task, in their order
 */
export function publishedRecipe(
  config: ExperimentConfig,
  texts: readonly string[],
  options: RecipeOptions = PAPER_OPTIONS,
  programs: readonly Program[] = PROGRAMS,
): PublishedRecipe {
  const { kind } = config.dataset;
  const published = PUBLISHED_DATA[kind];
  const data = taskOf(kind).readPublished?.(texts, config.seed);
  if (!published || !data)
    return { ok: false, message: `Nobody published data for ${TASK_NAMES[kind]} that this reads.` };
  if (!data.ok) return data;
  const { cot, pool, test } = data.splits;
  const sized: ExperimentConfig = {
    ...config,
    dataset: { ...config.dataset, policies: 1, cotPerPolicy: cot.length, poolPerPolicy: pool.length },
    evaluation: { ...config.evaluation, perPolicy: test.length },
  };
  const task = { ...fitted(data.scale), published: published.title };
  const recipe = paperRecipe(sized, options, programs, task);
  if (!recipe.ok) return recipe;
  const lines = Object.entries(data.splits).map(([split, rows]) => [
    `raw/${split}.jsonl`,
    rows.map(lineText).join(''),
  ]);
  const pictures = Object.values(data.splits).flatMap((rows) => rows.flatMap((row) => row.pictures));
  return {
    ok: true,
    config: sized,
    files: { ...recipe.files, ...Object.fromEntries(lines) },
    pictures: [...new Set(pictures)],
  };
}

function lineText({ fields, pictures }: PublishedLine): string {
  const paths = pictures.map((path) => `${PUBLISHED_PICTURES}/${path}`);
  return `${JSON.stringify({ ...fields, image_data: paths })}\n`;
}
