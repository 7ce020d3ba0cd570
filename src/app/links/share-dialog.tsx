import { useEffect, useState } from 'react';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { experimentTitle } from '../../experiment/plan/presets';
import type { RunRecord } from '../../experiment/record/run-record';
import { Checkbox } from '../design/checkbox';
import { Segmented } from '../design/controls';
import { Dialog } from '../design/dialog';
import { LinkField } from './link-field';
import './links.css';
import { type Shared, shareAddress } from './shared';

/** Makes a link of a run, or of what is set up; `null` where there is none. */
export function ShareDialog({
  setup,
  record,
  onClose,
}: {
  setup: ExperimentConfig | null;
  record: RunRecord | null;
  onClose: () => void;
}) {
  const [what, setWhat] = useState<'run' | 'setup'>(record ? 'run' : 'setup');
  const [withResults, setWithResults] = useState(true);
  const [shared, setShared] = useState<Shared | null>(null);
  const config = what === 'run' && record ? record.config : setup;
  const measured = record?.stages.some(({ evaluation }) => evaluation) ?? false;
  const results = what === 'run' && withResults && measured ? record : null;
  useEffect(() => {
    let current = true;
    if (config) {
      const page = location.origin + location.pathname;
      void shareAddress({ config, record: results }, page, __BUILD__).then(
        (made) => current && setShared(made),
      );
    }
    return () => {
      current = false;
    };
  }, [config, results]);
  if (!config) return null;
  return (
    <Dialog title="Share this experiment" isOpen onClose={onClose}>
      {record && setup && (
        <Segmented
          label="What to share"
          value={what}
          options={[
            { value: 'run', label: 'The run on the screen' },
            { value: 'setup', label: 'The setup' },
          ]}
          onChange={setWhat}
        />
      )}
      <p>
        {METHOD_PLANS[config.method].label} on {experimentTitle(config)}, seed {config.seed}. The link holds
        the settings themselves: nothing is uploaded, and who opens it starts the run on their own device.
      </p>
      {what === 'run' && measured && (
        <Checkbox isSelected={withResults} onChange={setWithResults}>
          With its results, so that others can check them
        </Checkbox>
      )}
      {shared &&
        (shared.ok ? (
          <LinkField address={shared.address} file="trimpi-experiment.txt" />
        ) : (
          <p role="alert">{shared.message}</p>
        ))}
    </Dialog>
  );
}
