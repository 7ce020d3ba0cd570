import { type ReactNode, type Ref, useEffect, useRef } from 'react';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { retract } from './learn-store';
import type { StepId } from './lesson';

/** What a step opens elsewhere. */
export interface StepAction {
  /** What its button says, by where it leads. */
  readonly label: 'Do it in the Lab' | 'See it in the Lab' | 'Do it in Try it' | 'Look at the rollouts';
  /** What is there, one sentence. */
  readonly sentence: string;
  readonly onPress: () => void;
}

/** One step: a sentence of introduction, something to look at, and beside it the prediction or what became of it. */
export function StepFrame({
  id,
  lead,
  show,
  question,
  guess,
  onReveal,
  revealed,
  outcome,
  differs,
  action,
}: {
  id: StepId;
  lead: ReactNode;
  show: ReactNode;
  /** What is to be predicted. */
  question: ReactNode;
  /** What the prediction is made with; null where it is made in what is shown. */
  guess: ReactNode;
  /** Commits to the prediction; null while there is none to commit to. */
  onReveal: (() => void) | null;
  revealed: boolean;
  /** The real numbers beside the prediction, and why. */
  outcome: ReactNode;
  /** Where ours differs from the paper. */
  differs: ReactNode;
  action: StepAction;
}) {
  const box = useRef<HTMLElement>(null);
  const before = useRef(revealed);
  useEffect(() => {
    // The button that revealed is gone: reading goes on with what it revealed.
    if (revealed && !before.current) box.current?.focus();
    before.current = revealed;
  }, [revealed]);
  const shown = <div className="panel step-show">{show}</div>;
  const side = revealed ? (
    <Outcome ref={box} id={id} differs={differs} action={action}>
      {outcome}
    </Outcome>
  ) : (
    <section className="panel step-side" data-guess aria-labelledby="step-question">
      <h4 id="step-question">Your prediction</h4>
      <p className="step-question">{question}</p>
      {guess}
      <Button kind="primary" isDisabled={onReveal === null} onPress={() => onReveal?.()} data-testid="reveal">
        Reveal
      </Button>
    </section>
  );
  // In one column the question comes first: with its controls, or above what it is answered in.
  return guess === null ? (
    <div className="step" data-step={id}>
      <p className="step-lead">{lead}</p>
      {!revealed && <p className="step-question step-question-first">{question}</p>}
      {shown}
      {side}
    </div>
  ) : (
    <div className="step" data-step={id} data-question="beside">
      <p className="step-lead">{lead}</p>
      {side}
      {shown}
    </div>
  );
}

/** What became of the prediction, and where to go on. */
function Outcome({
  ref,
  id,
  differs,
  action,
  children,
}: {
  ref: Ref<HTMLElement>;
  id: StepId;
  differs: ReactNode;
  action: StepAction;
  children: ReactNode;
}) {
  return (
    <section
      ref={ref}
      className="panel step-side"
      tabIndex={-1}
      aria-labelledby="step-outcome"
      data-testid="outcome"
    >
      <div className="step-side-head">
        <h4 id="step-outcome">What happened</h4>
        <Button kind="quiet" onPress={() => retract(id)} data-testid="again">
          <Icon name="again" />
          Predict again
        </Button>
      </div>
      {children}
      <p className="step-differs">
        <strong>The paper and here.</strong> {differs}
      </p>
      <div className="step-do">
        <p id="step-do">{action.sentence}</p>
        <Button kind="primary" onPress={action.onPress} aria-describedby="step-do" data-testid="do-it">
          {action.label}
          <Icon name="chevron" />
        </Button>
      </div>
    </section>
  );
}

/** Stands where a recording lacks a number. */
export function Lacking({ what }: { what: string }) {
  return <p className="step-lacking">This recording does not hold {what}, so there is no number to show.</p>;
}
