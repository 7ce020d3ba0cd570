import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isTableRow, METHOD_PLANS, type StageName, stagesOf } from '../../experiment/plan/methods';
import { type DatasetJob, type DatasetSplit, makeDataset } from '../../worker/dataset-client';
import { Checkbox } from '../design/checkbox';
import { Button, Meter } from '../design/controls';
import { Dialog } from '../design/dialog';
import { download, fileName } from '../parts/download';
import { withPiece } from '../pieces/lost-store';
import type { RunEntry } from '../state/run-list';
import { runStore, useRun } from '../state/stores';
import { STAGE_NAMES } from '../terms/words';

/** Side of the pictures in a dataset, pixels: what Qwen2.5-VL takes without resizing. */
const IMAGE_SIZE = 448;

/** Everything of a run that can be had as a file, a press each. */
export function ExportDialog({ entry, onClose }: { entry: RunEntry; onClose: () => void }) {
  const stem = fileName(entry.name);
  const saveJson = () =>
    withPiece(
      'The export',
      () => import('../../experiment/export/export'),
      ({ recordJson }) => download(`${stem}.json`, recordJson({ ...entry.record, title: entry.name })),
    );
  return (
    <Dialog title={`Export “${entry.name}”`} isOpen onClose={onClose}>
      <Part
        title="The run"
        text="Settings, curves, evaluations and samples; it can be imported on this screen."
      >
        <Button onPress={() => void saveJson()}>JSON</Button>
      </Part>
      <Weights entry={entry} stem={stem} />
      <Dataset entry={entry} stem={stem} />
      {isTableRow(entry.record.config.method) && <Recipes entry={entry} />}
    </Dialog>
  );
}

function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className="export-part">
      <h3>{title}</h3>
      <p>{text}</p>
      <div className="export-files">{children}</div>
    </section>
  );
}

/** The trainer holds the weights of its latest run only. */
function Weights({ entry, stem }: { entry: RunEntry; stem: string }) {
  const isLatest = useRun((state) => state.live?.record.id === entry.id);
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (stage: StageName) => {
    const answer = await runStore.getState().exportWeights(stage);
    if (answer.ok) download(`${stem}-${stage}.safetensors`, answer.value);
    setFailure(answer.ok ? null : answer.message);
  };
  return (
    <Part
      title="Weights"
      text={
        isLatest
          ? 'A safetensors file of the model after a stage; imported again, it is a base to start from.'
          : 'Weights are kept for the latest run of this tab only. Run this experiment again to export them.'
      }
    >
      {isLatest &&
        stagesOf(entry.record.config.method).map((stage) => (
          <Button key={stage} onPress={() => void save(stage)}>
            {STAGE_NAMES[stage]}
          </Button>
        ))}
      {failure && <p role="alert">{failure}</p>}
    </Part>
  );
}

function Dataset({ entry, stem }: { entry: RunEntry; stem: string }) {
  const { config } = entry.record;
  const { policies, cotPerPolicy, poolPerPolicy } = config.dataset;
  const [withImages, setWithImages] = useState(false);
  const [fraction, setFraction] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const job = useRef<DatasetJob | null>(null);
  useEffect(() => () => job.current?.cancel(), []);
  const splits: readonly { split: DatasetSplit; name: string; title: string; images: number }[] = [
    { split: 'cot', name: 'cot', title: 'With reasoning', images: cotPerPolicy },
    { split: 'pool', name: 'pool', title: 'Answer only', images: poolPerPolicy },
    {
      split: 'evaluation',
      name: config.evaluation.split,
      title: `Unseen (${config.evaluation.split})`,
      images: config.evaluation.perPolicy,
    },
  ];
  const save = async (split: DatasetSplit, name: string) => {
    setFailure(null);
    setFraction(0);
    job.current = makeDataset({ config, split, imageSize: withImages ? IMAGE_SIZE : null }, setFraction);
    try {
      download(`${stem}-${name}.jsonl`, await job.current.file);
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
    <Part
      title="Dataset"
      text="JSON lines: scene, policy, question, reasoning and answer. The recipes below need the pictures."
    >
      <Checkbox isSelected={withImages} onChange={setWithImages} isDisabled={fraction !== null}>
        With pictures of {IMAGE_SIZE} pixels (about 15 a second)
      </Checkbox>
      {splits.map(({ split, name, title, images }) => (
        <Button key={split} isDisabled={fraction !== null} onPress={() => void save(split, name)}>
          {title}, {(policies * images).toLocaleString('en')}
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
    </Part>
  );
}

/** Files that other training programs read, made when the dialog opens. */
function Recipes({ entry }: { entry: RunEntry }) {
  const { config } = entry.record;
  const [recipes, setRecipes] = useState<readonly { readonly program: string; readonly files: object }[]>([]);
  useEffect(() => {
    let current = true;
    void withPiece(
      'The recipe at the paper’s scale',
      () => import('../../experiment/export/export'),
      ({ llamaFactoryRecipe, easyR1Recipe }) => {
        const found = [
          { program: 'LLaMA-Factory', files: llamaFactoryRecipe(config) },
          ...(METHOD_PLANS[config.method].rl ? [{ program: 'EasyR1', files: easyR1Recipe(config) }] : []),
        ];
        if (current) setRecipes(found);
      },
    );
    return () => {
      current = false;
    };
  }, [config]);
  return (
    <Part
      title="Recipe at the paper’s scale"
      text="The same method for Qwen2.5-VL 7B: the supervised stages with LLaMA-Factory, RL with EasyR1. Begin with each README."
    >
      {recipes.map(({ program, files }) => (
        <div key={program} className="export-recipe">
          <h4>{program}</h4>
          <ul>
            {Object.entries(files).map(([name, text]: [string, string]) => (
              <li key={name}>
                <Button kind="quiet" onPress={() => download(name, text)} aria-label={`${program}: ${name}`}>
                  {name}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Part>
  );
}
