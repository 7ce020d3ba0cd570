import { type KeyboardEvent, useRef } from 'react';
import { useStore } from 'zustand';
import { OFFERED_TASKS } from '../../experiment/plan/presets';
import { TASK_NAMES, type TaskKind } from '../../tasks/dataset';
import { Button, Meter, Segmented } from '../design/controls';
import { Icon } from '../design/icon';
import '../inspector/inspector.css';
import { useNarrow } from '../design/use-narrow';
import { withPiece } from '../pieces/lost-store';
import { answeringRun, trainedModels } from '../state/contestants';
import { taskOfEntry } from '../state/recordings';
import { isActive } from '../state/run-view';
import { runStore, showRecording, uiStore, useRun, useSetup, useShownRun, useUi } from '../state/stores';
import { tryChoice, useTryChoice } from '../state/try-choice';
import { loadTaskUi } from '../tasks/registry';
import { loadTryUi, tryUi } from '../tasks/try-registry';
import type { QuestionStore } from '../tasks/try-ui';
import { AnswersPanel } from './answers-panel';
import { QuestionLink, useQuestionInAddress } from './question-in-address';
import { SetPanel } from './set-panel';
import './try.css';

const TASKS = OFFERED_TASKS.map((value) => ({ value, label: TASK_NAMES[value] }));

/** Try it: any question of a task, asked of the base and of what this tab has trained. */
export function TryScreen() {
  const live = useRun((state) => state.live);
  const own = useRun((state) => state.own.runs);
  const shown = useShownRun();
  const recording = useUi((state) => state.recording);
  const ofSetup = useSetup(({ config }) => config.dataset.kind);
  const chosen = useTryChoice((choice) => choice.kind);
  const linked = useQuestionInAddress();
  const isNarrow = useNarrow();
  const run = answeringRun([shown, live, recording], own) ?? live ?? recording;
  const kind = chosen ?? linked.kind ?? run?.record.config.dataset.kind ?? ofSetup;
  const { lead, questions, Editors, sets } = tryUi(kind);
  const answers = <AnswersPanel key={kind} kind={kind} ui={tryUi(kind)} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: undo and redo work wherever the focus is on the screen.
    <div className="try" onKeyDown={(event) => undoByKey(event, questions)}>
      <div className="try-head">
        <p>{lead}</p>
        <div className="try-tools">
          <TaskPicker kind={kind} />
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
      {sets && <SetPanel key={`sets of ${kind}`} kind={kind} sets={sets} />}
    </div>
  );
}

/** Which data set is asked about, whatever run is on the screens. */
function TaskPicker({ kind }: { kind: TaskKind }) {
  const wanted = useRef(kind);
  return (
    <Segmented
      label="Data set to ask about"
      value={kind}
      options={TASKS}
      onChange={(chosen) => {
        wanted.current = chosen;
        // The screen changes once it has what it is to show.
        void withPiece(
          `What ${TASK_NAMES[chosen]} shows`,
          () => Promise.all([loadTryUi(chosen), loadTaskUi(chosen)]),
          () => {
            if (wanted.current !== chosen) return;
            tryChoice.setState({ kind: chosen });
            showModelsOf(chosen);
          },
        );
      }}
    />
  );
}

/** Without a trained model of the data set to ask, the first recorded one takes the place of the run on the screens. */
function showModelsOf(kind: TaskKind): void {
  const { live, own } = runStore.getState();
  const { recording, opened, recordings } = uiStore.getState();
  const isFit = [opened, live, recording].some(
    (run) => run?.record.config.dataset.kind === kind && trainedModels(run, own.runs).length > 0,
  );
  if (isFit || isActive(live)) return;
  const entry = recordings.find((one) => one.model && taskOfEntry(one) === kind);
  if (entry) void showRecording(entry);
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
