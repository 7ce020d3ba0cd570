import { Button } from '../design/controls';
import { percent } from '../design/format';
import { Icon } from '../design/icon';
import type { QueuedRun } from '../state/queue';
import { queueStore, useQueue } from '../state/the-queue';
import { runWords, STATE_WORDS } from './words';

/** The runs of the queue in their order; those that wait can change places or be taken out. */
export function QueueList({ runs }: { runs: readonly QueuedRun[] }) {
  const configs = runs.map(({ config }) => config);
  const waiting = runs.filter(({ state }) => state === 'waiting');
  const isElsewhere = useQueue((state) => state.isElsewhere);
  const { move, cancel, retry } = queueStore.getState();
  return (
    <ol className="queue-list" aria-label="Runs of the queue">
      {runs.map((run) => {
        const words = runWords(run.config, configs);
        const isWaiting = run.state === 'waiting';
        return (
          <li key={run.id} data-state={run.state} data-testid="queued">
            <span className="queue-state">
              {isElsewhere && run.state === 'interrupted' ? 'runs elsewhere' : STATE_WORDS[run.state]}
            </span>
            <span className="queue-what">
              {words}
              {typeof run.accuracy === 'number' && (
                <>
                  , <strong className="numeric">{percent(run.accuracy)}</strong>
                </>
              )}
              {run.message && <span className="queue-message">{run.message}</span>}
            </span>
            <span className="queue-moves" hidden={isElsewhere}>
              {isWaiting && (
                <>
                  <Button
                    kind="quiet"
                    aria-label={`Earlier: ${words}`}
                    isDisabled={run === waiting[0]}
                    onPress={() => void move(run.id, -1)}
                  >
                    <Icon name="up" />
                  </Button>
                  <Button
                    kind="quiet"
                    aria-label={`Later: ${words}`}
                    isDisabled={run === waiting.at(-1)}
                    onPress={() => void move(run.id, 1)}
                  >
                    <Icon name="down" />
                  </Button>
                </>
              )}
              {(run.state === 'failed' || run.state === 'stopped') && (
                <Button kind="quiet" aria-label={`Try again: ${words}`} onPress={() => void retry(run.id)}>
                  <Icon name="again" />
                </Button>
              )}
              {run.state !== 'running' && (
                <Button kind="quiet" aria-label={`Take out: ${words}`} onPress={() => void cancel(run.id)}>
                  <Icon name="cross" />
                </Button>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
