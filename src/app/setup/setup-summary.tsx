import { METHOD_PLANS } from '../../experiment/plan/methods';
import { experimentTitle } from '../../experiment/plan/presets';
import { TASK_NAMES } from '../../tasks/dataset';
import { useSetup } from '../state/stores';
import './setup-summary.css';

/** The setup in one line, for a screen with no room for more. */
export function SetupSummary() {
  const config = useSetup((state) => state.config);
  const title = experimentTitle(config);
  return (
    <>
      Setup
      <span className="setup-summary">
        {TASK_NAMES[config.dataset.kind]}: {title}, {METHOD_PLANS[config.method].label}
      </span>
    </>
  );
}
