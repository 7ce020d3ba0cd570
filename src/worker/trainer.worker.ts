import { createCheckpointStore } from '../experiment/record/checkpoint-store';
import { createModelStore } from '../experiment/record/model-store';
import { createRunStorage, openRunTable } from '../experiment/record/run-store-db';
import type { Command, TrainerEvent } from './protocol';
import { sentence } from './sentence';
import { Session } from './session';

/** The worker only routes: commands to the session, its events to the page. */
const emit = (event: TrainerEvent) =>
  self.postMessage(event, { transfer: event.kind === 'weights' ? [event.bytes] : [] });
/** The page names its worker by its own address (client.ts). */
const store = createCheckpointStore();
const session = new Session(
  emit,
  self.name,
  __BUILD__,
  store,
  createRunStorage(openRunTable),
  createModelStore(),
);

function route(command: Command): Promise<void> | void {
  switch (command.kind) {
    case 'open':
      return session.open(command.preferred);
    case 'start':
      return session.start(command);
    case 'restore':
      return session.restore(command);
    case 'rewind':
      return session.rewind(command);
    case 'retrain':
      return session.retrain(command);
    case 'tell-own':
      return session.tellOwn();
    case 'look-at':
      return session.library.lookAt(command.id);
    case 'discard':
      return session.discard(command.id);
    case 'ask':
      return session.desk.ask(command);
    case 'answer-all':
      return session.desk.answerAll(command);
    case 'attend':
      return session.desk.attend(command);
    case 'sequence':
      return session.desk.sequence(command);
    case 'withdraw':
      return session.withdraw(command.requests);
    case 'export-weights':
      return session.exportWeights(command);
    case 'import-base':
      return session.importBase(command);
    case 'keep-groups':
      return session.latestRun(command.run)?.keepGroups(command.all);
    case 'pause':
      return session.gate(command.run)?.pause();
    case 'resume':
      return session.resume(command.run);
    case 'step':
      return session.step(command.run, command.grain);
    case 'stop':
      return session.gate(command.run)?.stop();
  }
}

self.addEventListener('message', async ({ data }: MessageEvent<Command>) => {
  try {
    await route(data);
  } catch (error) {
    emit({ kind: 'failed', run: 'run' in data ? data.run : null, message: sentence(error) });
  }
});
