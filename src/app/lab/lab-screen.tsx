import { Disclosure } from '../design/controls';
import { useNarrow } from '../design/use-narrow';
import { Inspector } from '../inspector/inspector';
import { SetupPanel, SetupSummary } from '../setup/setup-panel';
import { Headline } from './headline';
import './lab.css';
import { Notices } from './notices';
import { PaperPanel } from './paper-panel';
import { RunBar } from './run-bar';
import { StagePanel } from './stage-panel';

/** The lab: set an experiment up, run it stage by stage, see what it did to the model. */
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
              <SetupPanel />
            </Disclosure>
          ) : (
            <SetupPanel />
          )}
        </aside>
        <Headline />
        <StagePanel />
        <Inspector />
        <PaperPanel />
      </div>
    </>
  );
}
