import { Inspector } from '../inspector/inspector';
import { SetupPanel } from '../setup/setup-panel';
import { Headline } from './headline';
import './lab.css';
import { Notices } from './notices';
import { PaperPanel } from './paper-panel';
import { RunBar } from './run-bar';
import { StagePanel } from './stage-panel';

/** The lab: set an experiment up, run it stage by stage, see what it did to the model. */
export function LabScreen() {
  return (
    <>
      <RunBar />
      <div className="lab">
        <Notices />
        <aside className="lab-setup" aria-label="Setup">
          <SetupPanel />
        </aside>
        <Headline />
        <StagePanel />
        <Inspector />
        <PaperPanel />
      </div>
    </>
  );
}
