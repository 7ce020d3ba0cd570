import { type ComponentType, useEffect, useRef, useState } from 'react';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import type { RunRecord } from '../../experiment/record/run-record';
import '../inspector/inspector.css';
import { lazyPiece } from '../pieces/lazy-piece';
import { goToScreen } from '../state/screen';
import { useTurningKeys } from './turning-keys';
import './guess.css';
import './learn.css';
import { STEPS, type StepId } from '../terms/lesson-steps';
import { openLesson, useLearn } from './learn-store';
import { LessonBar } from './lesson-bar';
import { LessonEnd } from './lesson-end';
import { LessonTools } from './lesson-tools';
import './shows.css';
import './shows-trained.css';
import { ClassStep } from './steps/class';
import { CostStep } from './steps/cost';
import { ExploreStep } from './steps/explore';
import { FollowStep } from './steps/follow';
import { ForgettingStep } from './steps/forgetting';
import { InjectStep } from './steps/inject';
import { OverrideStep } from './steps/override';
import { ReasonStep } from './steps/reason';
import { WithPolicyStep } from './steps/with-policy';
import { WrongReasonsStep } from './steps/wrong-reasons';
import { useStep } from './use-step';

/** Of another task than the rest: fetched when it is opened. */
const ToolsStep = lazyPiece('The step on tools', async () => (await import('./steps/tools')).ToolsStep, {
  fallback: (
    <p className="learn-waiting" role="status">
      Loading the step …
    </p>
  ),
});

/** Steps that say themselves where their numbers come from, if they have any. */
const OF_THEIR_OWN = { follow: FollowStep, tools: ToolsStep };
type OfItsOwn = keyof typeof OF_THEIR_OWN;
const isOfItsOwn = (id: StepId): id is OfItsOwn => Object.hasOwn(OF_THEIR_OWN, id);

/** The steps that tell of the recording. */
const ABOUT_THE_RECORDING: {
  readonly [S in Exclude<StepId, OfItsOwn>]: ComponentType<{ record: RunRecord }>;
} = {
  cost: CostStep,
  inject: InjectStep,
  reason: ReasonStep,
  explore: ExploreStep,
  'with-policy': WithPolicyStep,
  'wrong-reasons': WrongReasonsStep,
  override: OverrideStep,
  forgetting: ForgettingStep,
  class: ClassStep,
};

/** The lesson: what policy internalization is, in steps of predicting and seeing. */
export function LearnScreen() {
  const [step, go] = useStep();
  const teacher = useLearn(({ progress }) => progress.teacher);
  const record = useLearn((state) => state.record);
  const { id, title } = STEPS[step - 1];
  const heading = useStepHeading(step);
  const [hasEnded, setEnded] = useState(false);
  const turn = (next: number) => {
    if (next > STEPS.length && record) setEnded(true);
    else if (hasEnded && next < STEPS.length) setEnded(false);
    else go(next);
  };
  useTurningKeys(step, turn, teacher);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is not the end.
  useEffect(() => setEnded(false), [step]);
  useEffect(() => void openLesson(), []);
  useEffect(() => {
    const root = document.documentElement;
    root.toggleAttribute('data-teacher', teacher);
    return () => root.removeAttribute('data-teacher');
  }, [teacher]);
  return (
    <div className="learn">
      <div className="learn-head">
        <h3 ref={heading} tabIndex={-1} data-testid="step-title">
          <span className="learn-place numeric">
            Step {step} of {STEPS.length}
            {!isOfItsOwn(id) && record && <Recording record={record} />}
          </span>
          {hasEnded ? 'The end' : title}
        </h3>
        <LessonTools step={step} />
      </div>
      {hasEnded && record ? (
        <LessonEnd record={record} />
      ) : isOfItsOwn(id) ? (
        <StepOfItsOwn key={id} id={id} />
      ) : (
        <RecordingStep key={id} id={id} />
      )}
      <LessonBar
        step={step}
        hasEnded={hasEnded}
        onGo={(next) => {
          setEnded(false);
          go(next);
        }}
        onEnd={() => (record ? setEnded(true) : goToScreen('lab'))}
      />
    </div>
  );
}

/** Where the numbers of a step come from. */
function Recording({ record: { title, provenance } }: { record: RunRecord }) {
  return (
    <span className="learn-recording">
      Numbers of the recording “{title}”, {provenance.date.slice(0, 10)}, {provenance.backend}
    </span>
  );
}

function StepOfItsOwn({ id }: { id: OfItsOwn }) {
  const Content = OF_THEIR_OWN[id];
  return <Content />;
}

function RecordingStep({ id }: { id: Exclude<StepId, OfItsOwn> }) {
  const record = useLearn((state) => state.record);
  const Content = ABOUT_THE_RECORDING[id];
  if (record) return <Content record={record} />;
  return (
    <p className="learn-waiting" role="status">
      {record === undefined
        ? 'Loading the recorded run …'
        : `This step tells of a recorded run with all three stages and PolicyRollout, and there is none on this page. Run the method ${METHOD_PLANS['trimpi-poro-dapo'].label} in the Lab to see these numbers arise.`}
    </p>
  );
}

/** On a change of step the heading takes the focus, so that reading starts there. */
function useStepHeading(step: number) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(step);
  useEffect(() => {
    if (last.current === step) return;
    last.current = step;
    heading.current?.focus({ preventScroll: true });
  }, [step]);
  return heading;
}
