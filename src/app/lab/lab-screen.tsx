import { lazy, type ReactNode, Suspense, useDeferredValue } from 'react';
import { Disclosure } from '../design/controls';
import { useNarrow } from '../design/use-narrow';
import { Headline } from '../parts/headline';
import { SetupSummary } from '../setup/setup-summary';
import { useUi } from '../state/stores';
import './lab.css';
import { Notices } from '../running/notices';
import { RunBar } from '../running/run-bar';

const SetupPanel = lazy(async () => ({ default: (await import('../setup/setup-panel')).SetupPanel }));
const StagePanel = lazy(async () => ({ default: (await import('./stage-panel')).StagePanel }));
const Inspector = lazy(async () => ({ default: (await import('../inspector/inspector')).Inspector }));
const PaperPanel = lazy(async () => ({ default: (await import('./paper-panel')).PaperPanel }));

/**
 * The lab: set an experiment up, run it stage by stage, see what it did to the model. The headline is drawn first, and
 * everything around it once it stands.
 */
export function LabScreen() {
  const narrow = useNarrow();
  return (
    <>
      <RunBar />
      <Notices />
      <div className="lab">
        <aside className="lab-setup" aria-label="Setup">
          {narrow ? (
            <Disclosure title={<SetupSummary />} level={2}>
              <Suspense>
                <SetupPanel />
              </Suspense>
            </Disclosure>
          ) : (
            <Later>
              <SetupPanel />
            </Later>
          )}
        </aside>
        <Headline />
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
  return due && <Suspense>{children}</Suspense>;
}
