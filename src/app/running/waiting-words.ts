import type { RunView } from '../state/run-view';
import { secondsLeft } from './status';

/** Shorter absences say nothing. */
const SHORT_S = 15;
/** Less than this share of the pace before is worth a word. */
const SLOWED = 0.6;

/**
 * Whether a run made less of a time in a hidden tab than its pace before promised, as a sentence.
 *
 * @param seconds that the tab was hidden
 */
export function heldBack(before: RunView, now: RunView, seconds: number): string | null {
  const [then, since] = [before.progress, now.progress];
  if (seconds < SHORT_S || !then || !since || before.run !== now.run || then.stage !== since.stage)
    return null;
  if (before.evaluating || now.evaluating || then.stageEta === null) return null;
  const secondsPerStep = then.stageEta / (then.steps - then.done);
  const share = ((since.done - then.done) * secondsPerStep) / seconds;
  if (!(share < SLOWED)) return null;
  const minutes = Math.max(1, Math.round(seconds / 60));
  const time = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return since.done === then.done
    ? `The browser paused the run while this tab was hidden, for about ${time}. Keep the tab in view, in a window of its own, for it to go on.`
    : `The browser slowed the run to about ${Math.round(100 * share)} % of its pace while this tab was hidden, for about ${time}. Keep the tab in view, in a window of its own, for full pace.`;
}

/** What the tab says of a run before the name of its screen; empty when there is nothing. */
export function titlePrefix(live: RunView | null): string {
  if (live?.status === 'finished') return 'Finished · ';
  if (live?.status === 'failed') return 'Failed · ';
  if (live?.status === 'paused') return 'Paused · ';
  const left = secondsLeft(live);
  if (left === null) return '';
  // As far as the page itself tells it, in steps that one can read in a tab.
  return left < 60 ? `${10 * Math.ceil(left / 10)} s left · ` : `${Math.round(left / 60)} min left · `;
}
