import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { Button, Meter } from '../design/controls';
import { Icon } from '../design/icon';
import '../inspector/inspector.css';
import { useNarrow } from '../design/use-narrow';
import { runStore, useRun, useSetup, useUi } from '../state/stores';
import { tryUi } from '../tasks/try-registry';
import type { QuestionStore } from '../tasks/try-ui';
import { AnswersPanel } from './answers-panel';
import { QuestionLink, useQuestionInAddress } from './question-in-address';
import './try.css';

/** Try it: any question of the run's task, asked of the base and of what this tab has trained. */
export function TryScreen() {
  const ofRun = useRun(({ live }) => live?.record.config.dataset.kind);
  const ofRecording = useUi(({ recording }) => recording?.record.config.dataset.kind);
  const ofSetup = useSetup(({ config }) => config.dataset.kind);
  const linked = useQuestionInAddress();
  const isNarrow = useNarrow();
  const kind = linked.kind ?? ofRun ?? ofRecording ?? ofSetup;
  const { lead, questions, Editors } = tryUi(kind);
  const answers = <AnswersPanel key={kind} kind={kind} ui={tryUi(kind)} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: undo and redo work wherever the focus is on the screen.
    <div className="try" onKeyDown={(event) => undoByKey(event, questions)}>
      <div className="try-head">
        <p>{lead}</p>
        <div className="try-tools">
          <QuestionLink questions={questions} />
          <UndoButtons questions={questions} />
        </div>
      </div>
      {linked.fault && (
        <div className="notice" role="alert">
          <p>{linked.fault}</p>
        </div>
      )}
      <TrainerState />
      {/* On a phone the answers follow the picture at once. */}
      <Editors>{isNarrow && answers}</Editors>
      {!isNarrow && answers}
    </div>
  );
}

function UndoButtons({ questions }: { questions: QuestionStore }) {
  const { canUndo, canRedo, undo, redo } = useStore(questions);
  return (
    <>
      <Button kind="quiet" isDisabled={!canUndo} onPress={undo}>
        <Icon name="undo" />
        Undo
      </Button>
      <Button kind="quiet" isDisabled={!canRedo} onPress={redo}>
        <Icon name="redo" />
        Redo
      </Button>
    </>
  );
}

/** Ctrl or Cmd with Z, Shift+Z or Y, except where the field has an undo of its own. */
function undoByKey(event: KeyboardEvent, questions: QuestionStore): void {
  const { target, key, shiftKey, ctrlKey, metaKey } = event;
  if (!(ctrlKey || metaKey) || target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement)
    return;
  const pressed = key.toLowerCase();
  const kind = pressed === 'y' || (pressed === 'z' && shiftKey) ? 'redo' : pressed === 'z' ? 'undo' : null;
  if (!kind) return;
  event.preventDefault();
  questions.getState()[kind]();
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
