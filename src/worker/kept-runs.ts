import type { CheckpointStore, KeptCheckpoint } from '../experiment/record/checkpoint-store';
import { whereabouts } from '../experiment/record/run-state';
import type { KeptRun, TrainerEvent } from './protocol';

/** What the page is told of the runs that this browser keeps. */
export async function keptRuns(
  store: CheckpointStore | null,
  build: string,
): Promise<Extract<TrainerEvent, { kind: 'kept' }>> {
  if (!store) {
    return { kind: 'kept', runs: [], fault: null };
  }
  const { runs, fault } = await store.list();
  return { kind: 'kept', runs: runs.map((run) => keptRun(run, build)), fault };
}

function keptRun({ id, savedAt, bytes, isOlder, content }: KeptCheckpoint, build: string): KeptRun {
  if (!content.ok) {
    return { id, ok: false, message: content.message };
  }
  const { config, provenance, state } = content.checkpoint;
  const notes = [
    ...(isOlder ? ['The newest checkpoint was damaged; this is the one before it.'] : []),
    ...(provenance.build === build
      ? []
      : [
          'The page has been updated since: what is left runs on today’s code, which may give other numbers.',
        ]),
  ];
  return { id, ok: true, config, ...whereabouts(state, config.method), savedAt, bytes, notes };
}
