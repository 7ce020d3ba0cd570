import type { Command, TrainerEvent } from './protocol';
import { Session, sentence } from './session';

/** The worker only routes: commands to the session, its events to the page. */
const emit = (event: TrainerEvent) => self.postMessage(event);
// The worker's file lies in assets/, beside which the page's own files stand.
const models = new URL(`${import.meta.env.BASE_URL}models/`, new URL('..', import.meta.url)).href;
const session = new Session(emit, models, __BUILD__);

function route(command: Command): Promise<void> | void {
  switch (command.kind) {
    case 'open':
      return session.open(command.preferred);
    case 'start':
      return session.start(command);
    case 'ask':
      return session.ask(command);
    case 'pause':
      return session.gate(command.run)?.pause();
    case 'resume':
      session.gate(command.run)?.resume();
      return emit({ kind: 'state', run: command.run, state: 'running' });
    case 'step':
      return session.gate(command.run)?.step(command.grain);
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
