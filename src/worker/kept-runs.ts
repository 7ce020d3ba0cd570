import { type CheckpointStore, KEPT_RUNS, type KeptCheckpoint } from '../experiment/record/checkpoint-store';
import { isComplete, whereabouts } from '../experiment/record/run-state';
import type { RunStorage } from '../experiment/record/run-store-db';
import { runTitle } from '../experiment/results/run-title';
import { placeOf } from './live-run';
import type { KeptRun, TrainerEvent } from './protocol';

/**
 * What the page is told of the runs that this browser keeps. A run whose end was stored both as a checkpoint and as a
 * record was cut off between the two: its record is on the list, and its checkpoint goes.
 */
export async function keptRuns(
  store: CheckpointStore | null,
  records: Pick<RunStorage, 'has'>,
  build: string,
): Promise<Extract<TrainerEvent, { kind: 'kept' }>> {
  if (!store) {
    return { kind: 'kept', runs: [], busy: [], fault: null };
  }
  const { runs: all, busy, fault } = await store.list();
  const runs: KeptCheckpoint[] = [];
  for (const run of all) {
    if (isAtItsEnd(run) && (await records.has(run.id))) {
      const hold = await store.hold(run.id);
      await hold?.remove();
      hold?.release();
    } else {
      runs.push(run);
    }
  }
  return { kind: 'kept', runs: runs.map((run, i) => keptRun(run, build, i >= KEPT_RUNS - 1)), busy, fault };
}

function isAtItsEnd({ content }: KeptCheckpoint): boolean {
  return content.ok && isComplete(content.checkpoint.state, content.checkpoint.config.method);
}

/** A kept run in a sentence's words: "TriMPI w/ GRPO, Quick, seed 2, stopped at RL, step 3". */
export function keptName({ content }: KeptCheckpoint): string {
  if (!content.ok) {
    return 'a run that cannot be read any more';
  }
  const { config, state } = content.checkpoint;
  return `${runTitle(config)}, stopped at ${placeOf(state, config.method)}`;
}

function keptRun(
  { id, savedAt, bytes, isOlder, content }: KeptCheckpoint,
  build: string,
  isNextToGo: boolean,
): KeptRun {
  if (!content.ok) {
    return { id, ok: false, message: content.message, isNextToGo };
  }
  const { config, provenance, state } = content.checkpoint;
  const title = runTitle(config);
  const notes = [
    ...(isOlder ? ['The newest checkpoint was damaged; this is the one before it.'] : []),
    ...(provenance.build === build
      ? []
      : [
          'The page has been updated since: what is left runs on today’s code, which may give other numbers.',
        ]),
  ];
  return {
    id,
    ok: true,
    title,
    config,
    ...whereabouts(state, config.method),
    savedAt,
    bytes,
    notes,
    isNextToGo,
  };
}
