import type { RecipeFiles } from './recipe';

/** What lies in `raw` beside a recipe: the splits with their pictures, the splits as scenes only, or nothing. */
export type RawData = 'pictures' | 'scenes' | 'none';

/** What a split is, by its name. */
const SPLITS: Readonly<Record<string, string>> = {
  cot: 'images with reasoning, for VM-CPT and CoT SFT',
  pool: 'images with the answer alone, for Direct SFT and RL',
  validation: 'unseen images to choose by',
  test: 'unseen images to report on',
  override: 'the test images under new content of their policies',
  forgetting: 'the test images with questions that no policy is about',
};

/** Where a split lies in the folder. */
export const rawFile = (split: string) => `raw/${split}.jsonl`;

const DATA: { readonly [D in RawData]: string } = {
  pictures: 'The splits are here, with their pictures.',
  scenes: `The splits are here as scenes, without the pictures that training needs. A checkout of the playground draws them: \`npm run export -- --setup
manifest.json --out FOLDER\`, whose \`raw\` takes the place of this one.`,
  none: 'The splits are not here. A checkout of the playground makes them: `npm run export -- --setup manifest.json --out FOLDER`.',
};

const CONFIGS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^manifest\.json$/, 'the experiment, and the versions to run it with'],
  [/^eval_.*\.yaml$/, 'an evaluation, EasyR1'],
  [/^rl\.yaml$/, 'reinforcement learning, EasyR1'],
  [/\.yaml$/, 'a supervised stage, LLaMA-Factory'],
  [/^trimpi_recipe\//, 'our hooks on both programs'],
];

/**
 * A recipe whose README ends with the list of all files that are in its folder.
 *
 * @param splits that lie in `raw`, unless there is no data
 */
export function withContents(files: RecipeFiles, data: RawData, splits: readonly string[]): RecipeFiles {
  const line = (path: string, what: string) => `- \`${path}\`${what && `: ${what}`}`;
  const made = Object.keys(files)
    .filter((path) => path !== 'README.md')
    .map((path) => line(path, CONFIGS.find(([pattern]) => pattern.test(path))?.[1] ?? ''));
  const raw = data === 'none' ? [] : splits.map((split) => line(rawFile(split), SPLITS[split] ?? ''));
  const list = `## What is in this folder\n\n${DATA[data]}\n\n${[...made, ...raw].join('\n')}\n`;
  return { ...files, 'README.md': `${files['README.md']}\n${list}` };
}
