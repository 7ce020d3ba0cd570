import { useEffect, useState } from 'react';
import { classChoice } from '../state/class-choice';
import { runList } from '../state/runs';
import './chart-frame.css';
import { ClassPanel } from './class/class-panel';
import { theClass, useClass } from './class/the-class';
import './compare.css';
import './method-table.css';
import { MainPanel } from './main-panel';
import { RunListPanel } from './run-list-panel';
import { TwoRunsPanel } from './two-runs-panel';

/** Runs against each other: the main table, the list of runs, two of them side by side, and the runs of a class. */
export function CompareScreen() {
  const classPlace = useClassPlace();
  useEffect(() => void runList.getState().load(), []);
  return (
    <div className="compare">
      {classPlace === 'first' && <ClassPanel />}
      <MainPanel />
      <RunListPanel />
      <TwoRunsPanel />
      {classPlace === 'last' && <ClassPanel />}
    </div>
  );
}

/** Where the class stands: first for whoever has one or comes for it. It keeps its place while the screen is shown. */
function useClassPlace(): 'first' | 'last' | null {
  const isLoaded = useClass((state) => state.loading === 'done');
  const [place, setPlace] = useState<'first' | 'last' | null>(null);
  useEffect(() => void theClass.getState().load(), []);
  useEffect(() => {
    if (!isLoaded) return;
    const isWanted = theClass.getState().board !== null || classChoice.getState().wanted;
    setPlace((known) => known ?? (isWanted ? 'first' : 'last'));
  }, [isLoaded]);
  return place;
}
