import { useRun } from '../state/stores';
import { useQueue } from '../state/the-queue';
import './queue.css';
import { QueueResults } from './queue-results';
import { QueueFault, QueueSwitch } from './queue-switch';
import { queueWords } from './words';

/** The queue on the screen that compares runs: how far it is, a button to go on, and what has come of it. Nothing where there is none. */
export function QueueOnCompare() {
  const { queue, isElsewhere } = useQueue((state) => state);
  const live = useRun((state) => state.live);
  const flopsPerSecond = useRun((state) => state.trainer.flopsPerSecond);
  if (queue.runs.length === 0) return null;
  return (
    <section className="panel queue-panel compare-queue" aria-labelledby="queue-title">
      <div className="panel-head">
        <h3 id="queue-title">Queue</h3>
        <div className="queue-tools">
          <QueueSwitch />
        </div>
      </div>
      <QueueFault />
      <p className="queue-status numeric" role="status">
        {queueWords(queue, live, flopsPerSecond, isElsewhere)}
      </p>
      <QueueResults />
    </section>
  );
}
