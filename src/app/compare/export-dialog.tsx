import { useState } from 'react';
import { type StageName, stagesOf } from '../../experiment/plan/methods';
import { Checkbox } from '../design/checkbox';
import { Button } from '../design/controls';
import { Dialog } from '../design/dialog';
import { DatasetPart } from '../export/dataset-part';
import { ExportPart } from '../export/export-part';
import { RecipePart } from '../export/recipe-part';
import { download, fileName } from '../parts/download';
import { withPiece } from '../pieces/lost-store';
import type { RunEntry } from '../state/run-list';
import { runStore, useRun } from '../state/stores';
import { STAGE_NAMES } from '../terms/words';

/** Everything of a run that can be had as a file, a press each. */
export function ExportDialog({ entry, onClose }: { entry: RunEntry; onClose: () => void }) {
  const stem = fileName(entry.name);
  const { config } = entry.record;
  const { record } = entry;
  const save = (ending: string, text: (files: typeof import('../../experiment/export/export')) => string) =>
    withPiece(
      'The export',
      () => import('../../experiment/export/export'),
      (files) => download(`${stem}${ending}`, text(files)),
    );
  return (
    <Dialog title={`Export “${entry.name}”`} isOpen onClose={onClose}>
      <ExportPart
        title="The run"
        text="Settings, curves, evaluations and samples; it can be imported on this screen."
      >
        <Button
          onPress={() => void save('.json', ({ recordJson }) => recordJson({ ...record, title: entry.name }))}
        >
          JSON
        </Button>
      </ExportPart>
      <ExportPart
        title="Logs"
        text="Metrics in TRL’s names, which trackio imports; kept responses as TRL’s table of completions, and for UNIPO."
      >
        <Button onPress={() => void save('-metrics.csv', ({ metricsCsv }) => metricsCsv(record))}>
          Metrics, CSV
        </Button>
        <Button onPress={() => void save('-metrics.jsonl', ({ metricsJsonl }) => metricsJsonl(record))}>
          Metrics, JSON lines
        </Button>
        {record.rollouts.length > 0 && (
          <>
            <Button
              onPress={() => void save('-completions.csv', ({ completionsCsv }) => completionsCsv(record))}
            >
              Completions, CSV
            </Button>
            <Button onPress={() => void save('-unipo.jsonl', ({ unipoJsonl }) => unipoJsonl(record))}>
              UNIPO, JSON lines
            </Button>
          </>
        )}
      </ExportPart>
      <Weights entry={entry} stem={stem} />
      <DatasetPart config={config} stem={stem} />
      <RecipePart config={config} stem={stem} />
    </Dialog>
  );
}

/** The weights of own runs: those of the latest from the trainer, of earlier ones from the browser's storage. */
function Weights({ entry, stem }: { entry: RunEntry; stem: string }) {
  const isHeld = useRun(({ live }) => live?.record.id === entry.id && !live.modelsGone);
  const kept = useRun(({ own }) => own.runs.find(({ id }) => id === entry.id)?.stages);
  const stages = isHeld ? stagesOf(entry.record.config.method) : (kept ?? []);
  const [forPython, setForPython] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const save = async (stage: StageName) => {
    const answer = await runStore.getState().exportWeights(entry.id, stage);
    if (answer.ok && forPython) {
      const weights = new Uint8Array(answer.value);
      await withPiece(
        'The export',
        () => import('../../experiment/export/export'),
        ({ modelFolder, zip }) => download(`${stem}-${stage}-python.zip`, zip(modelFolder(weights))),
      );
    } else if (answer.ok) {
      download(`${stem}-${stage}.safetensors`, answer.value);
    }
    setFailure(answer.ok ? null : answer.message);
  };
  return (
    <ExportPart
      title="Weights"
      text={
        stages.length > 0
          ? 'A safetensors file of the model after a stage; imported again, it is a base to start from.'
          : kept
            ? 'The models of this run made room for newer ones. Run this experiment again to export them.'
            : 'This run was not trained in this browser, so its weights are not here. Run this experiment to export them.'
      }
    >
      {stages.length > 0 && (
        <Checkbox isSelected={forPython} onChange={setForPython}>
          As a ZIP that Python runs, with config.json and modeling_trimpi.py (needs numpy)
        </Checkbox>
      )}
      {stages.map((stage) => (
        <Button key={stage} onPress={() => void save(stage)}>
          {STAGE_NAMES[stage]}
        </Button>
      ))}
      {failure && <p role="alert">{failure}</p>}
    </ExportPart>
  );
}
