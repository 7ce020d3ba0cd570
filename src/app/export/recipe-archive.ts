import type { RecipeOptions } from '../../experiment/export/recipes/recipe';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { EXPORT_SPLITS } from '../../experiment/run/export-splits';
import { type DatasetJob, makeDataset } from '../../worker/dataset-client';

/** Side of the pictures in a dataset, pixels: what Qwen2.5-VL takes without resizing. */
export const IMAGE_SIZE = 448;

export interface ArchiveJob {
  /** The archive, or why there is none, as an Error with a sentence; never settles after a cancel. */
  readonly file: Promise<Blob>;
  cancel(): void;
}

/** A recipe and its data as one archive, whose README names every file in it. */
export function recipeArchive(
  config: ExperimentConfig,
  options: RecipeOptions,
  withPictures: boolean,
  onProgress: (fraction: number) => void,
): ArchiveJob {
  let job: DatasetJob | null = null;
  let cancelled = false;
  const make = async () => {
    const { paperRecipe, rawFile, withContents, zipBlob } = await import('../../experiment/export/export');
    const recipe = paperRecipe(config, options);
    if (!recipe.ok) throw new Error(recipe.message);
    const raw: Record<string, Blob> = {};
    for (const [i, split] of EXPORT_SPLITS.entries()) {
      if (cancelled) return new Promise<Blob>(() => {});
      const imageSize = withPictures ? IMAGE_SIZE : null;
      job = makeDataset({ config, split, imageSize }, (part) =>
        onProgress((i + part) / EXPORT_SPLITS.length),
      );
      raw[rawFile(split)] = await job.file;
    }
    return zipBlob({
      ...withContents(recipe.files, withPictures ? 'pictures' : 'scenes', EXPORT_SPLITS),
      ...raw,
    });
  };
  return {
    file: make(),
    cancel() {
      cancelled = true;
      job?.cancel();
    },
  };
}
