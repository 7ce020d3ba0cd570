import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useStore } from 'zustand';
import type { ExampleView } from '../../experiment/record/run-record';
import type { TaskKind } from '../../tasks/dataset';
import { Button, Segmented } from '../design/controls';
import { hasModels, RunChoice } from '../running/run-choice';
import { answerStore } from '../state/answer-store';
import { answeringRun, baseFor, type Contestant, contestants, trainedModels } from '../state/contestants';
import { isActive, type RunView } from '../state/run-view';
import { goToScreen } from '../state/screen';
import { useRun, useSetup, useShownRun, useUi } from '../state/stores';
import { type Mode, tryChoice, useTryChoice } from '../state/try-choice';
import { taskUiOf } from '../tasks/registry';
import type { TryUi } from '../tasks/try-ui';
import { Term } from '../terms/term';
import { STAGE_NAMES } from '../terms/words';
import { AnswerCard } from './answer-card';
import './answers.css';
import { Verdicts } from './verdicts';

/** Questions follow edits after this long without another one, ms. */
const REST_MS = 50;

const MODES: readonly { readonly value: Mode; readonly label: string }[] = [
  { value: 'watch', label: 'Watch the models' },
  { value: 'play', label: 'Beat the model' },
];

/** The models side by side, asked anew shortly after every edit. */
export function AnswersPanel({ kind, ui }: { kind: TaskKind; ui: TryUi }) {
  const { mode: wanted, withPolicyToo } = useTryChoice((choice) => choice);
  const example = useStore(ui.questions, (state) => state.example);
  const { hasRightAnswer, rightAnswer } = taskUiOf(example);
  const isKnown = hasRightAnswer(example);
  // Without a right answer there is nothing to win.
  const mode = isKnown ? wanted : 'watch';
  const hidden = useStore(ui.questions, (state) => !state.isRevealed) && mode === 'play';
  const live = useRun((state) => state.live);
  const recording = useUi((state) => state.recording);
  const setup = useSetup((state) => state.config);
  const shown = useShownRun();
  const own = useRun((state) => state.own.runs);
  const run = answeringRun([shown, live, recording], own);
  const configs = [run, live, recording].flatMap((view) => (view ? [view.record.config] : []));
  const base = baseFor(kind, [...configs, setup]);
  const answering = trainedModels(run, own)
    .map(({ key }) => key)
    .join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the run, only which it is and its stages matter.
  const models = useMemo(
    () => contestants({ base }, run, kind, own, withPolicyToo),
    [base, answering, kind, withPolicyToo],
  );
  const asked = models.filter(({ unasked }) => unasked === null);
  const isTaught = run?.record.config.dataset.kind === kind;
  const panel = useRef<HTMLElement>(null);
  const isBelow = useBelow(panel);
  useQuestions(models, example);
  return (
    <section ref={panel} className="panel answers-panel" aria-labelledby="answers-title">
      {isBelow && !hidden && (
        <div className="verdict-bar">
          <Verdicts models={asked} />
          <Button kind="quiet" aria-label="To the answers" onPress={() => panel.current?.scrollIntoView()}>
            Answers
          </Button>
        </div>
      )}
      <div className="panel-head">
        <h2 id="answers-title">{ui.title(example)}</h2>
        <div className="try-tools">
          {run && (
            <ToggleButton
              className="segment put-back"
              isSelected={withPolicyToo}
              onChange={(wanted) => tryChoice.setState({ withPolicyToo: wanted })}
            >
              Also with the policy put back
            </ToggleButton>
          )}
          {run && <Term of="policy put back">why?</Term>}
          <Segmented
            label="Watch or play"
            value={mode}
            options={MODES}
            isDisabled={!isKnown}
            onChange={(next) => {
              tryChoice.setState({ mode: next });
              ui.questions.getState().restartRound();
            }}
          />
        </div>
      </div>
      {run && isTaught && <Lesson ui={ui} example={example} run={run} mode={mode} />}
      {mode === 'play' && <ui.Round models={asked} example={example} />}
      <div className="answers-bar">
        <RunChoice label="Whose models answer" filter={hasModels} />
        {!hidden && (
          <p className="right-answer">
            {isKnown ? (
              <span>
                <span className="key-gold" /> Right answer: <strong>{rightAnswer(example)}</strong>
              </span>
            ) : (
              <span>No right answer is known for a picture of your own.</span>
            )}
            <span>
              <span className="key-model" /> Path of the model
            </span>
          </p>
        )}
      </div>
      {!hidden && <Verdicts models={asked} />}
      <div className="answers">
        {models.map((model) => (
          <AnswerCard key={model.key} ui={ui} model={model} run={run} example={example} hidden={hidden} />
        ))}
        {!run && <NoTrainedStage />}
      </div>
      {run?.published && <RecordedModel run={run} />}
    </section>
  );
}

function useQuestions(models: readonly Contestant[], example: ExampleView): void {
  const ready = useRun((state) => state.trainer.backend !== null);
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => answerStore.getState().ask(models, example), REST_MS);
    return () => clearTimeout(timer);
  }, [models, example, ready]);
}

/** How much of the panel must be seen for its answers to be, px. */
const SEEN_PX = 160;

/** Whether an element lies below what is seen of the page: edits above it would change answers out of sight. */
function useBelow(element: RefObject<HTMLElement | null>): boolean {
  const [isBelow, setBelow] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const watcher = new IntersectionObserver(
      ([{ isIntersecting, boundingClientRect }]) => setBelow(!isIntersecting && boundingClientRect.top > 0),
      { rootMargin: `0px 0px -${SEEN_PX}px 0px` },
    );
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [element]);
  return isBelow;
}

/** One sentence where the models answer about different policies. */
function Lesson({
  ui,
  example,
  run: { record },
  mode,
}: {
  ui: TryUi;
  example: ExampleView;
  run: RunView;
  mode: Mode;
}) {
  const name = taskUiOf(example).policyName(example);
  const taught = ui.asTaught(example, record);
  if (!taught) {
    return (
      <p className="lesson">
        <strong>Never met.</strong> No stage of this run has learned {name}: without the policy in the prompt
        its answer is a guess{mode === 'play' && ', and to beat it says little'}. This run’s policies:{' '}
        {ui.policyNames(record).map((known, i) => (
          <span key={known} className="policy-name">
            {i > 0 && ', '}
            {known}
          </span>
        ))}
        .
      </p>
    );
  }
  if (taught === example) return null;
  return (
    <p className="lesson">
      <strong>Override.</strong> You changed what {name} says, and the right answer follows you, but a model
      that has internalized {name} knows it by name and keeps answering by the version it was trained on,
      until the new one is put in its prompt or it is trained again.
    </p>
  );
}

/** Whose the recorded model is: nobody should take it for one that this tab trained. */
function RecordedModel({ run }: { run: RunView }) {
  const { title, provenance } = run.record;
  return (
    <p className="recorded-model" data-testid="recorded-model">
      <strong>A recorded model:</strong> {title}, trained on {provenance.date.slice(0, 10)} with{' '}
      {provenance.backend} on {provenance.device}, build {provenance.build}. It answers live, in this tab. Run
      an experiment in the Lab and your own models take its place.
    </p>
  );
}

/** How trained stages come here. */
function NoTrainedStage() {
  const live = useRun((state) => state.live);
  const recording = useUi((state) => state.recording);
  const next = live && isActive(live) ? live.progress?.stage : undefined;
  return (
    <div className="answer answer-empty">
      <h3>No trained model in this tab yet</h3>
      <p>
        {next
          ? `The run is at ${STAGE_NAMES[next]}. Every trained stage joins here once it is measured, and answers without the policy in its prompt.`
          : 'Run an experiment in the Lab: every trained stage joins here once it is measured, and answers without the policy in its prompt.'}
        {!live && recording && ' The recorded run on the other screens has results, but no model to ask.'}
      </p>
      <Button onPress={() => goToScreen('lab')}>To the Lab</Button>
    </div>
  );
}
