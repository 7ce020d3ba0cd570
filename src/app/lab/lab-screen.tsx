import { type ReactNode, useDeferredValue } from 'react';
import { Disclosure } from '../design/controls';
import { useNarrow } from '../design/use-narrow';
import { Headline } from '../parts/headline';
import { useSettings } from '../setup/settings-store';
import { SetupSummary } from '../setup/setup-summary';
import { useSetup, useUi } from '../state/stores';
import './lab.css';
import { lazyPiece } from '../pieces/lazy-piece';
import { Notices } from '../running/notices';
import { RunBar } from '../running/run-bar';
import { ShownResult } from './shown-result';

const SetupPanel = lazyPiece('The setup', async () => (await import('../setup/setup-panel')).SetupPanel);
const OwnPolicy = lazyPiece(
  'Your policy',
  async () => (await import('../setup/own-policy-card')).SetUpOwnPolicy,
);
const QueuePanel = lazyPiece('The queue', async () => (await import('../queue/queue-panel')).QueuePanel);
const SettingsPanel = lazyPiece(
  'The settings',
  async () => (await import('../setup/settings-panel')).SettingsPanel,
);
const StagePanel = lazyPiece('The stages', async () => (await import('./stage-panel')).StagePanel);
const Inspector = lazyPiece('The inspector', async () => (await import('../inspector/inspector')).Inspector);
const PaperPanel = lazyPiece('The paper’s results', async () => (await import('./paper-panel')).PaperPanel);

/**
 * The lab: set an experiment up, run it stage by stage, see what it did to the model. The headline is drawn first, and
 * everything around it once it stands.
 */
export function LabScreen() {
  const narrow = useNarrow();
  const hasOwn = useSetup(({ config }) => config.dataset.own !== undefined);
  const isSettingUp = useSettings((state) => state.isOpen);
  return (
    <>
      <RunBar />
      <Notices />
      <div className="lab">
        <aside className="lab-setup" aria-label="Setup">
          {narrow ? (
            <>
              <Disclosure title={<SetupSummary />} level={2}>
                <SetupPanel />
              </Disclosure>
              {hasOwn && <OwnPolicy />}
            </>
          ) : (
            <Later>
              <SetupPanel />
            </Later>
          )}
        </aside>
        <div className="lab-top">
          {isSettingUp && !narrow && <SettingsPanel />}
          <ShownResult />
          <Headline />
          <Later>
            <QueuePanel />
          </Later>
        </div>
        <Later>
          <StagePanel />
        </Later>
        <Later>
          <Inspector />
        </Later>
        <Later>
          <PaperPanel />
        </Later>
      </div>
    </>
  );
}

/** Drawn after the first view, piece by piece, so that the page stays quick to the touch meanwhile. */
function Later({ children }: { children: ReactNode }) {
  const due = useDeferredValue(useUi((state) => state.firstViewDone));
  return due ? children : null;
}
