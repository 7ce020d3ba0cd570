import type { KeyboardEvent } from 'react';
import { Button, Meter } from '../design/controls';
import { Icon } from '../design/icon';
import '../inspector/inspector.css';
import { runStore, useRun } from '../state/stores';
import { PolicyPanel } from '../tasks/clevr/policy-panel';
import { ScenePanel } from '../tasks/clevr/scene-panel';
import { AnswersPanel } from './answers-panel';
import './try.css';
import { tryStore, useTry } from './try-store';

/** Try it: any scene under any policy, asked of the base and of what this tab has trained. */
export function TryScreen() {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: undo and redo work wherever the focus is on the screen.
    <div className="try" onKeyDown={undoByKey}>
      <div className="try-head">
        <p>
          Make a scene, choose or change a policy, and see what the models say, token by token. Everything is
          asked again as you edit.
        </p>
        <UndoButtons />
      </div>
      <TrainerState />
      <ScenePanel />
      <PolicyPanel />
      <AnswersPanel />
    </div>
  );
}

function UndoButtons() {
  const past = useTry((state) => state.editor.past.length > 0);
  const future = useTry((state) => state.editor.future.length > 0);
  const { dispatch } = tryStore.getState();
  return (
    <div className="try-tools">
      <Button kind="quiet" isDisabled={!past} onPress={() => dispatch({ kind: 'undo' })}>
        <Icon name="undo" />
        Undo
      </Button>
      <Button kind="quiet" isDisabled={!future} onPress={() => dispatch({ kind: 'redo' })}>
        <Icon name="redo" />
        Redo
      </Button>
    </div>
  );
}

/** Ctrl or Cmd with Z, Shift+Z or Y, except where the field has an undo of its own. */
function undoByKey(event: KeyboardEvent): void {
  const { target, key, shiftKey, ctrlKey, metaKey } = event;
  if (!(ctrlKey || metaKey) || target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement)
    return;
  const pressed = key.toLowerCase();
  const kind = pressed === 'y' || (pressed === 'z' && shiftKey) ? 'redo' : pressed === 'z' ? 'undo' : null;
  if (!kind) return;
  event.preventDefault();
  tryStore.getState().dispatch({ kind });
}

/** What keeps the models from answering, if anything does. */
function TrainerState() {
  const { failure, loading } = useRun((state) => state.trainer);
  if (failure) {
    return (
      <div className="notice" data-tone="failure" role="alert">
        <p>{failure}</p>
        <Button onPress={() => runStore.getState().restart()}>
          <Icon name="again" />
          Restart the trainer
        </Button>
      </div>
    );
  }
  return loading && <Meter label={`Loading ${loading.what}`} fraction={loading.fraction} />;
}
