import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { MODEL_SIZES, type ModelSize, PAPER_OPTIONS } from '../../experiment/export/recipes/recipe';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { PUBLISHED_DATA } from '../../tasks/dataset';
import { Checkbox } from '../design/checkbox';
import { Button, Segmented } from '../design/controls';
import { download, fileName } from '../parts/download';
import { withPiece } from '../pieces/lost-store';
import { ExportPart } from './export-part';

/** The same method for Qwen2.5-VL, as a folder of files for two other programs. */
export function RecipePart({ config, stem }: { config: ExperimentConfig; stem: string }) {
  const [size, setSize] = useState<ModelSize>(PAPER_OPTIONS.size);
  const [gate, setGate] = useState(PAPER_OPTIONS.gate);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { rl } = METHOD_PLANS[config.method];
  const published = PUBLISHED_DATA[config.dataset.kind];
  const save = () =>
    withPiece(
      'The recipe at the paper’s scale',
      () => import('../../experiment/export/export'),
      ({ paperRecipe, zip }) => {
        const recipe = paperRecipe(config, { size, gate });
        setRefusal(recipe.ok ? null : recipe.message);
        if (recipe.ok) download(`${stem}-recipe.zip`, zip(recipe.files));
      },
    );
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
      text="The same method for Qwen2.5-VL: supervised stages with LLaMA-Factory, RL and evaluation with EasyR1, with our hooks on both. Begin with its README.md."
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
      <Button onPress={() => void save()}>Recipe as ZIP</Button>
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
