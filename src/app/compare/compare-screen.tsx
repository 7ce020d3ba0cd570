import { useEffect } from 'react';
import { runList } from '../state/runs';
import './chart-frame.css';
import './compare.css';
import './method-table.css';
import { MainPanel } from './main-panel';
import { RunListPanel } from './run-list-panel';
import { TwoRunsPanel } from './two-runs-panel';

/** Runs against each other: the main table, the list of runs, and two of them side by side. */
export function CompareScreen() {
  useEffect(() => void runList.getState().load(), []);
  return (
    <div className="compare">
      <MainPanel />
      <RunListPanel />
      <TwoRunsPanel />
    </div>
  );
}
