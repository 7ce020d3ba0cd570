/** Work that may wait, one piece per idle moment, so that many pictures never hold the page up together. */
const waiting = new Set<() => void>();
let scheduled = false;

/** Runs `work` when the page is idle; returns the way to call it off. */
export function whenIdle(work: () => void): () => void {
  waiting.add(work);
  schedule();
  return () => waiting.delete(work);
}

function schedule(): void {
  if (scheduled || waiting.size === 0) return;
  scheduled = true;
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(runOne, { timeout: 500 });
  else setTimeout(runOne, 16);
}

function runOne(): void {
  scheduled = false;
  const [work] = waiting;
  if (work) {
    waiting.delete(work);
    work();
  }
  schedule();
}
