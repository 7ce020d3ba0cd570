import { useEffect, useRef, useState } from 'react';
import { MODEL_SIZES, type ModelSize, PAPER_OPTIONS } from '../../experiment/export/recipes/recipe';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { Checkbox } from '../design/checkbox';
import { Button, Meter, Segmented } from '../design/controls';
import { download } from '../parts/download';
import { ExportPart } from './export-part';
import { type ArchiveJob, IMAGE_SIZE, recipeArchive } from './recipe-archive';

/** The same method for Qwen2.5-VL, with its data, as one archive for two other programs. */
export function RecipePart({ config, stem }: { config: ExperimentConfig; stem: string }) {
  const [size, setSize] = useState<ModelSize>(PAPER_OPTIONS.size);
  const [gate, setGate] = useState(PAPER_OPTIONS.gate);
  const [withPictures, setWithPictures] = useState(false);
  const [fraction, setFraction] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const job = useRef<ArchiveJob | null>(null);
  useEffect(() => () => job.current?.cancel(), []);
  const { rl } = METHOD_PLANS[config.method];
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
      {refusal && <p role="alert">{refusal}</p>}
    </ExportPart>
  );
}
