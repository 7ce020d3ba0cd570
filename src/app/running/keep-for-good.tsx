import { useEffect, useState } from 'react';
import { Button } from '../design/controls';
import { byteSize } from '../design/format';
import { useRun } from '../state/stores';

type State = 'unknown' | 'may go' | 'for good' | 'refused';

/**
 * How much of this browser the visitor's runs take, and the offer to ask the browser not to clear them: where a run has just
 * been kept, so that it is clear what the question is about.
 */
export function KeepForGood() {
  const { runs, budget, fault } = useRun((state) => state.own);
  const [state, setState] = useState<State>('unknown');
  useEffect(() => {
    void isForGood().then((is) => setState(is === null ? 'unknown' : is ? 'for good' : 'may go'));
  }, []);
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
  const kept = runs.filter(({ stages }) => stages.length > 0).length;
  if (fault) return <p className="keep-for-good">{fault}</p>;
  if (kept === 0) return null;
  return (
    <div className="keep-for-good" data-testid="keep-for-good">
      <p className="numeric">
        This browser keeps the models of {kept} {kept === 1 ? 'run' : 'runs'}, {byteSize(bytes)} of{' '}
        {Math.round(budget / 1e6)} MB; the oldest without a star make room first.
        {state === 'may go' && ' It may clear them all when its disk fills up.'}
        {state === 'for good' && ' It does not clear them by itself.'}
        {state === 'refused' &&
          ' It did not promise to keep them: browsers do for sites that are bookmarked, installed or often visited. Export what you need.'}
      </p>
      {state === 'may go' && (
        <Button
          kind="quiet"
          onPress={() =>
            void navigator.storage.persist().then(
              (is) => setState(is ? 'for good' : 'refused'),
              () => setState('refused'),
            )
          }
        >
          Ask the browser to keep them
        </Button>
      )}
    </div>
  );
}

/** Whether the browser has promised not to clear what this site stores; null where it cannot be asked. */
async function isForGood(): Promise<boolean | null> {
  try {
    return (await navigator.storage?.persisted?.()) ?? null;
  } catch {
    return null;
  }
}
