import { useEffect, useRef, useState } from 'react';
import type { ExperimentConfig } from '../../experiment/plan/config';
import type { DatasetRequest } from '../../worker/dataset.worker';
import { type DatasetJob, makeDataset } from '../../worker/dataset-client';
import { Checkbox } from '../design/checkbox';
import { Button, Meter } from '../design/controls';
import { download } from '../parts/download';
import { ExportPart } from './export-part';
import { IMAGE_SIZE } from './recipe-archive';

/** The splits of an experiment, each a file that is made on request. */
export function DatasetPart({ config, stem }: { config: ExperimentConfig; stem: string }) {
  const { policies, cotPerPolicy, poolPerPolicy } = config.dataset;
  const { perPolicy } = config.evaluation;
  const [withImages, setWithImages] = useState(false);
  const [fraction, setFraction] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const job = useRef<DatasetJob | null>(null);
  useEffect(() => () => job.current?.cancel(), []);
  const splits: readonly { split: DatasetRequest['split']; title: string; images: number }[] = [
    { split: 'cot', title: 'With reasoning,', images: cotPerPolicy },
    { split: 'pool', title: 'Answer only,', images: poolPerPolicy },
    { split: 'validation', title: 'Unseen, to choose by,', images: perPolicy },
    { split: 'test', title: 'Unseen, to report on,', images: perPolicy },
    { split: 'override', title: 'New content under old names, up to', images: perPolicy },
    { split: 'forgetting', title: 'Questions without a policy,', images: perPolicy },
  ];
  const save = async (split: DatasetRequest['split']) => {
    setFailure(null);
    setFraction(0);
    job.current = makeDataset({ config, split, imageSize: withImages ? IMAGE_SIZE : null }, setFraction);
    try {
      download(`${stem}-${split}.jsonl`, await job.current.file);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setFraction(null);
  };
  const cancel = () => {
    job.current?.cancel();
    setFraction(null);
  };
  return (
    <ExportPart
      title="Dataset"
      text="JSON lines: policy, question, reasoning and answer, and what the pictures show, a split each. The recipe’s archive has them all."
    >
      <Checkbox isSelected={withImages} onChange={setWithImages} isDisabled={fraction !== null}>
        With pictures of {IMAGE_SIZE} pixels (about 15 a second)
      </Checkbox>
      {splits.map(({ split, title, images }) => (
        <Button key={split} isDisabled={fraction !== null} onPress={() => void save(split)}>
          {title} {(policies * images).toLocaleString('en')}
        </Button>
      ))}
      {fraction !== null && (
        <div className="export-progress">
          <Meter label="Dataset" fraction={fraction} />
          <Button kind="quiet" onPress={cancel}>
            Cancel
          </Button>
        </div>
      )}
      {failure && <p role="alert">{failure}</p>}
    </ExportPart>
  );
}
