import { useEffect } from 'react';
import { runList } from '../state/runs';
import './chart-frame.css';
import './compare.css';
import './main-table.css';
import { runsInAddress, storeChoice } from './compare-address';
import { ComparedPanel } from './compared-panel';
import { MainPanel } from './main-panel';
import { RunListPanel } from './run-list-panel';

/** Runs against each other: the main table, the list of runs, and some of them over each other. */
export function CompareScreen() {
  useEffect(() => void runList.getState().load(), []);
  useEffect(followChosenRuns, []);
  return (
    <div className="compare">
      <MainPanel />
      <RunListPanel />
      <ComparedPanel />
    </div>
  );
}

/** Chooses the runs that the address names, and keeps the address at what is chosen; returns how to stop. */
function followChosenRuns(): () => void {
  const named = runsInAddress(location.search);
  const { selected, choose } = runList.getState();
  if (named.length > 0) choose(named);
  else if (selected.length > 0) storeChoice({ runs: selected });
  return runList.subscribe((now, before) => {
    if (now.selected !== before.selected) storeChoice({ runs: now.selected });
  });
}
