import { useEffect, useState } from 'react';
import { STAGE_NAMES } from '../../experiment/plan/methods';
import type { KeptRun } from '../../worker/protocol';
import { Button } from '../design/controls';
import { ago, byteSize } from '../design/format';
import { lazyPiece } from '../pieces/lazy-piece';
import { isActive } from '../state/run-view';
import { plannedSteps } from '../state/stage-state';
import { useRun } from '../state/stores';

const KeptActions = lazyPiece(
  'The offer to resume a run',
  async () => (await import('./kept-actions')).KeptActions,
);

type Resumable = Extract<KeptRun, { ok: true }>;

/** The runs that were interrupted, on offer while no other goes on; the newest in sight. Nothing starts by itself. */
export function KeptRuns() {
  const { runs, elsewhere, fault } = useRun((state) => state.kept);
  const isBusy = useRun((state) => isActive(state.live));
  const [faultRead, setFaultRead] = useState(false);
  if (isBusy) return null;
  const [newest, ...older] = runs;
  return (
    <>
      {fault && !faultRead && (
        <div className="notice">
          <p>{fault}</p>
          <Button kind="quiet" onPress={() => setFaultRead(true)}>
            Dismiss
          </Button>
        </div>
      )}
      {elsewhere.map(
        (run) =>
          run.ok && (
            <div key={run.id} className="notice" data-tone="plain" data-testid="kept-elsewhere">
              <p>{run.title}: this run goes on in another tab.</p>
            </div>
          ),
      )}
      {newest && (
        <section className="notice" data-tone="kept" data-testid="kept-run" aria-label="Interrupted run">
          <p>{newest.ok ? <Description kept={newest} /> : newest.message}</p>
          <KeptActions kept={newest} />
          {older.length > 0 && (
            <details className="kept-older" open={older.some(({ isNextToGo }) => isNextToGo)}>
              <summary>
                {older.length === 1
                  ? 'An older run is kept, too'
                  : `${older.length} older runs are kept, too`}
              </summary>
              <ul>
                {older.map((kept) => (
                  <li key={kept.id}>
                    <p>
                      {kept.ok ? <Description kept={kept} /> : kept.message}
                      {kept.isNextToGo && <em> It makes room when the next run starts.</em>}
                    </p>
                    <KeptActions kept={kept} />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </section>
      )}
    </>
  );
}

function Description({ kept }: { kept: Resumable }) {
  const { config, stage, step, savedAt, bytes, notes } = kept;
  const now = useNow();
  const name = STAGE_NAMES[stage];
  const place =
    stage === 'base'
      ? 'in its first evaluation, before anything was trained'
      : step > 0
        ? `at ${name} step ${step} of ${plannedSteps(config, stage)}`
        : `before ${name}`;
  const since = ago(Math.max(0, (now - savedAt) / 1000));
  return (
    <>
      <strong>An interrupted run:</strong> {kept.title}: stopped {place}, {since}. {byteSize(bytes)} kept.
      {notes.length > 0 && <span className="kept-notes"> {notes.join(' ')}</span>}
    </>
  );
}

/** The time, moving on every ten seconds. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
