import { useState } from 'react';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isOpen } from '../state/queue';
import { useRun } from '../state/stores';
import { queueStore, useQueue } from '../state/the-queue';
import './queue.css';
import { QueueList } from './queue-list';
import { QueueResults } from './queue-results';
import { QueueFault, QueueSwitch } from './queue-switch';
import { SweepForm } from './sweep-form';
import { queueWords } from './words';

/** Many runs, one after the other: a small grid to choose them by, the list of them, and what has come of it. */
export function QueuePanel() {
  const { queue, isElsewhere } = useQueue((state) => state);
  const live = useRun((state) => state.live);
  const flopsPerSecond = useRun((state) => state.trainer.flopsPerSecond);
  const [isPlanning, setPlanning] = useState(false);
  const { clear } = queueStore.getState();
  const isOver = queue.runs.some((run) => !isOpen(run));
  return (
    <section className="panel queue-panel" aria-labelledby="queue-title" data-testid="queue">
      <div className="panel-head">
        <h3 id="queue-title">Queue</h3>
        <div className="queue-tools">
          <QueueSwitch />
          {isOver && (
            <Button kind="quiet" onPress={() => void clear()}>
              Clear what is over
            </Button>
          )}
          <Button
            aria-expanded={isPlanning}
            onPress={() => setPlanning(!isPlanning)}
            data-testid="queue-plan"
          >
            <Icon name={isPlanning ? 'cross' : 'plus'} />
            {isPlanning ? 'Close the grid' : 'Plan runs …'}
          </Button>
        </div>
      </div>
      <QueueFault />
      <p className="queue-status numeric" role="status" data-testid="queue-status">
        {queue.runs.length === 0
          ? 'Methods times seeds times the values of one setting, one run after the other.'
          : queueWords(queue, live, flopsPerSecond, isElsewhere)}
      </p>
      {isPlanning && <SweepForm onDone={() => setPlanning(false)} />}
      {queue.runs.length > 0 && <QueueList runs={queue.runs} />}
      <QueueResults />
    </section>
  );
}
