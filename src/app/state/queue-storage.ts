import * as v from 'valibot';
import { parseConfig } from '../../experiment/plan/parse-config';
import { EMPTY_QUEUE, type Queue, type QueuedRun, revived } from './queue';

/** A queue as this browser keeps it between visits, as JSON. */

const kept = v.strictObject({
  runs: v.array(
    v.strictObject({
      id: v.pipe(v.string(), v.regex(/^\d{1,6}$/)),
      config: v.unknown(),
      state: v.picklist(['waiting', 'running', 'interrupted', 'done', 'failed', 'stopped']),
      accuracy: v.exactOptional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))),
      record: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
      message: v.exactOptional(v.pipe(v.string(), v.maxLength(2000))),
    }),
  ),
});

export function queueText({ runs }: Queue): string {
  return JSON.stringify({ runs });
}

/** The queue of an earlier visit, and a sentence where some of it could not be read. Never throws. */
export function readQueue(text: string | null): { readonly queue: Queue; readonly fault: string | null } {
  if (text === null) return { queue: EMPTY_QUEUE, fault: null };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  const parsed = v.safeParse(kept, json);
  if (!parsed.success) {
    return { queue: EMPTY_QUEUE, fault: 'The queue of an earlier visit could not be read, and is gone.' };
  }
  const runs = parsed.output.runs.flatMap((run): QueuedRun[] => {
    const read = parseConfig(run.config);
    return read.ok ? [{ ...run, config: read.config }] : [];
  });
  const lost = parsed.output.runs.length - runs.length;
  const fault =
    lost === 0
      ? null
      : `${lost === 1 ? 'A run' : `${lost} runs`} of the queue could not be read any more, or started from a model that only the tab before had.`;
  return { queue: revived({ ...EMPTY_QUEUE, runs }), fault };
}
