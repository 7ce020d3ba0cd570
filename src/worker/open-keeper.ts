import type { Checkpoint } from '../experiment/record/checkpoint-codec';
import type { CheckpointStore } from '../experiment/record/checkpoint-store';
import { Keeper } from './keeper';
import { keptName } from './kept-runs';
import type { LiveRun } from './live-run';
import type { ModelLibrary } from './model-library';

export const ELSEWHERE = 'This run is open in another tab and goes on there.';

/**
 * The keeper of a run that is about to begin. What goes to make room for it is named to the visitor, and that it has begun is
 * stored before its first evaluation.
 *
 * @param head what its checkpoints say beside the state
 * @param store null where the browser cannot keep runs
 * @throws Error with a sentence when another tab is at work on the run
 */
export async function openKeeper(
  live: LiveRun,
  head: Omit<Checkpoint, 'state'>,
  store: CheckpointStore | null,
  library: ModelLibrary,
): Promise<Keeper> {
  const { run, from } = live.job;
  const hold = live.hold ?? (await store?.hold(head.id)) ?? null;
  if (store && !hold) {
    throw new Error(ELSEWHERE);
  }
  store?.tellOthers();
  const onFault = (message: string) => live.emit({ kind: 'notice', run, message });
  const leaving = (await hold?.makeRoom()) ?? [];
  if (leaving.length > 0) {
    onFault(`To keep this run, the browser lets go of ${leaving.map(keptName).join('; and of ')}.`);
  }
  const warning = await library.warning(head.config);
  if (warning) {
    onFault(warning);
  }
  const latest = from.stages.length === 0 ? null : from;
  const keeper = new Keeper(hold, head, onFault, latest, live.hold !== null);
  keeper.begin(from);
  // An evaluation that has begun lets nothing be written for a while.
  await keeper.settled();
  return keeper;
}
