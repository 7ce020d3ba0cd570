import type { GtaView } from '../../../tasks/gta/gta-policy';
import { type Turn, turnsOf } from '../../../tasks/gta/instance';
import type { GtaReading } from '../../../tasks/gta/read-response';
import type { ExampleView, Reading } from '../../../tasks/task';

/** What the registry hands to this folder is of this task: records are checked when they are read. */

export const gtaOf = (example: ExampleView): GtaView => example as GtaView;

export const readingOf = (reading: Reading): GtaReading => reading as GtaReading;

/** What an example asks for, and the calls made before it. */
export interface Situation {
  readonly turn: Turn;
  readonly before: readonly Turn[];
}

const situations = new WeakMap<GtaView, Situation>();

/** The tools run once for each example; a step behind the plan's last call asks for the last. */
export function situationOf(view: GtaView): Situation {
  const known = situations.get(view);
  if (known) return known;
  const turns = turnsOf(view.instance, view.rules);
  const step = Math.min(view.instance.step, turns.length - 1);
  const situation = { turn: turns[step], before: turns.slice(0, step) };
  situations.set(view, situation);
  return situation;
}
