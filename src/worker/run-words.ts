import { DeviceLost } from './device-loss';
import { type LiveRun, placeOf } from './live-run';
import { sentence } from './sentence';

/** A failure as a sentence, with what is kept. */
export function failure(error: unknown, live: LiveRun): string {
  if (error instanceof DeviceLost) {
    const kept = live.keeper?.latest;
    return [
      `The graphics device was lost (${error.message}).`,
      ...(kept ? [`The run is kept up to ${placeOf(kept, live.job.config.method)}; resume it below.`] : []),
      'Reload the page first if it happens again.',
    ].join(' ');
  }
  return sentence(error);
}

/** What a run began on and what it went on with; what came between is left out. */
export function onward(first: string, now: string, link: string): string {
  const [begun] = first.split(link);
  return first === now || begun === now ? first : `${begun}${link}${now}`;
}
