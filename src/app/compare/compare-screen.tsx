import { useEffect, useState } from 'react';
import { readSetting } from '../design/settings';
import { lazyPiece } from '../pieces/lazy-piece';
import { classChoice } from '../state/class-choice';
import { runList } from '../state/runs';
import './chart-frame.css';
import { ClassPanel } from './class/class-panel';
import { theClass, useClass } from './class/the-class';
import './compare.css';
import './compared-runs.css';
import './method-table.css';
import { runsInAddress, storeChoice } from './compare-address';
import { ComparedPanel } from './compared-panel';
import { MainPanel } from './main-panel';
import { RunListPanel } from './run-list-panel';

const QueueOnCompare = lazyPiece(
  'The queue',
  async () => (await import('../queue/queue-on-compare')).QueueOnCompare,
);

/** Runs against each other: the main table, the list of runs, some of them over each other, and the runs of a class. */
export function CompareScreen() {
  const classPlace = useClassPlace();
  const [hasQueue] = useState(() => Boolean(readSetting('queue')));
  useEffect(() => void runList.getState().load(), []);
  useEffect(followChosenRuns, []);
  return (
    <div className="compare">
      {classPlace === 'first' && <ClassPanel />}
      <MainPanel />
      {hasQueue && <QueueOnCompare />}
      <RunListPanel />
      <ComparedPanel />
      {classPlace === 'last' && <ClassPanel />}
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
