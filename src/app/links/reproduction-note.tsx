import { reproductions } from '../../experiment/share/reproduction';
import { Button } from '../design/controls';
import { percent } from '../design/format';
import { useRun } from '../state/stores';
import { STAGE_NAMES } from '../terms/words';
import { linkStore, useLink } from './link-store';
import { sameConfig } from './shared';

/** After a run of an experiment that came with results: whether they were reproduced, stage by stage. */
export function ReproductionNote() {
  const expected = useLink((state) => state.expected);
  const live = useRun((state) => state.live);
  if (!expected || live?.status !== 'finished' || !sameConfig(live.record.config, expected.config))
    return null;
  const found = reproductions(expected.results, live.record.stages);
  if (found.length === 0) return null;
  const all = found.every(({ within }) => within);
  return (
    <div className="notice reproduction" data-tone="plain" role="status" data-testid="reproduction">
      <div>
        <p>
          <strong>Reproduced within the interval: {all ? 'yes' : 'no'}.</strong>{' '}
          {all
            ? 'Every result of your run lies in the 95 % interval that came with the link.'
            : 'At least one result of your run lies outside the 95 % interval that came with the link. Another backend or build can be a reason.'}
        </p>
        <ul className="numeric">
          {found.map(({ stage, measured, recorded, low, high, within }) => (
            <li key={stage}>
              {STAGE_NAMES[stage]}: {percent(measured)} here, {percent(recorded)} recorded ({percent(low)} to{' '}
              {percent(high)}): {within ? 'yes' : 'no'}
            </li>
          ))}
        </ul>
      </div>
      <Button kind="quiet" onPress={() => linkStore.setState({ expected: null })}>
        Dismiss
      </Button>
    </div>
  );
}
