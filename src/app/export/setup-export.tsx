import { useState } from 'react';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { plainTitle } from '../../experiment/plan/presets';
import { Button } from '../design/controls';
import { Dialog } from '../design/dialog';
import { fileName } from '../parts/download';
import { DatasetPart } from './dataset-part';
import { RecipePart } from './recipe-part';

/** What can be taken out of an experiment that has not run. */
export function SetupExport({ config }: { config: ExperimentConfig }) {
  const [isOpen, setOpen] = useState(false);
  const name = plainTitle(config);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Export data and recipe</Button>
      {isOpen && (
        <Dialog title={`Export “${name}”`} isOpen onClose={() => setOpen(false)}>
          <DatasetPart config={config} stem={fileName(name)} />
          <RecipePart config={config} stem={fileName(name)} />
        </Dialog>
      )}
    </>
  );
}
