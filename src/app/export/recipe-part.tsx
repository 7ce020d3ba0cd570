import { useEffect, useRef, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { MODEL_SIZES, type ModelSize, PAPER_OPTIONS } from '../../experiment/export/recipes/recipe';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { hasRecipe, METHOD_PLANS } from '../../experiment/plan/methods';
import { PUBLISHED_DATA } from '../../tasks/dataset';
import { Checkbox } from '../design/checkbox';
import { Button, Meter, Segmented } from '../design/controls';
import { download, fileName } from '../parts/download';
import { withPiece } from '../pieces/lost-store';
import { ExportPart } from './export-part';
import { type ArchiveJob, IMAGE_SIZE, recipeArchive } from './recipe-archive';

interface RecipePartProps {
  readonly config: ExperimentConfig;
  /** Beginning of the names of files. */
  readonly stem: string;
}

/** The same method for Qwen2.5-VL, with its data, as one archive for two other programs; or that there is none. */
export function RecipePart({ config, stem }: RecipePartProps) {
  if (hasRecipe(config.method)) return <RecipeFiles config={config} stem={stem} />;
  return (
    <ExportPart
      title="Recipe at the paper’s scale"
      text={`${METHOD_PLANS[config.method].label} has none: the recipes are of the paper’s methods and of gated PolicyRollout.`}
    />
  );
}

function RecipeFiles({ config, stem }: RecipePartProps) {
  const [size, setSize] = useState<ModelSize>(PAPER_OPTIONS.size);
  const [gate, setGate] = useState(PAPER_OPTIONS.gate);
  const [withPictures, setWithPictures] = useState(false);
  const [fraction, setFraction] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const job = useRef<ArchiveJob | null>(null);
  useEffect(() => () => job.current?.cancel(), []);
  const { rl } = METHOD_PLANS[config.method];
  const published = PUBLISHED_DATA[config.dataset.kind];
  const save = async () => {
    setRefusal(null);
    setFraction(0);
    job.current = recipeArchive(config, { size, gate }, withPictures, setFraction);
    try {
      download(`${stem}-recipe.zip`, await job.current.file);
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
    setFraction(null);
  };
  const savePublished = (files: readonly File[]) =>
    withPiece(
      'The recipe at the paper’s scale',
      () => import('../../experiment/export/export'),
      async ({ publishedRecipe, zip }) => {
        const named = published?.files.map((name) => files.find((file) => file.name === name)) ?? [];
        const missing = published?.files.find((_, i) => !named[i]);
        if (missing !== undefined) {
          return setRefusal(`Choose ${published?.files.join(' and ')} together: ${missing} is missing.`);
        }
        const texts = await Promise.all(named.map((file) => file?.text() ?? ''));
        const recipe = publishedRecipe(config, texts, { size, gate });
        setRefusal(recipe.ok ? null : recipe.message);
        if (recipe.ok) download(`${stem}-recipe-${fileName(published?.title ?? '')}.zip`, zip(recipe.files));
      },
    );
  return (
    <ExportPart
      title="Recipe at the paper’s scale"
      text="The same method for Qwen2.5-VL, with its data: supervised stages with LLaMA-Factory, RL and evaluation with EasyR1, with our hooks on both. Begin with its README.md, which names every file."
    >
      <Segmented
        label="Size of the model"
        value={size}
        options={MODEL_SIZES.map((value) => ({ value, label: value }))}
        onChange={setSize}
      />
      {rl?.policyRollout && !rl.gate && (
        <Checkbox isSelected={gate} onChange={setGate}>
          Gated PolicyRollout (ours, not the paper’s)
        </Checkbox>
      )}
      <Checkbox isSelected={withPictures} onChange={setWithPictures} isDisabled={fraction !== null}>
        With pictures of {IMAGE_SIZE} pixels (about 15 a second); without, its README says how to draw them
      </Checkbox>
      <Button isDisabled={fraction !== null} onPress={() => void save()}>
        Recipe and data as ZIP
      </Button>
      {fraction !== null && (
        <div className="export-progress">
          <Meter label="Recipe" fraction={fraction} />
          <Button
            kind="quiet"
            onPress={() => {
              job.current?.cancel();
              setFraction(null);
            }}
          >
            Cancel
          </Button>
        </div>
      )}
      {published && (
        <div>
          <p>
            The same on {published.title}’s own data: choose its {published.files.join(' and ')} together.
          </p>
          <FileTrigger allowsMultiple onSelect={(files) => void savePublished([...(files ?? [])])}>
            <Button>Recipe on {published.title}’s files</Button>
          </FileTrigger>
        </div>
      )}
      {refusal && <p role="alert">{refusal}</p>}
    </ExportPart>
  );
}
