import { type ReactNode, type Ref, useEffect, useRef } from 'react';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';

/** What a prediction leads to elsewhere. */
export interface PredictionAction {
  /** What its button says, by where it leads. */
  readonly label:
    | 'Do it in the Lab'
    | 'See it in the Lab'
    | 'Do it in Try it'
    | 'Look at the rollouts'
    | 'Do it with a class';
  /** What is there, one sentence. */
  readonly sentence: string;
  /** Null while what it leads to has not come: the button waits. */
  readonly onPress: (() => void) | null;
}

/** A sentence of introduction, something to look at, and beside it the visitor's prediction or what became of it. */
export function PredictionFrame({
  id,
  lead,
  show,
  question,
  guess,
  onReveal,
  onAgain,
  revealed,
  outcome,
  differs,
  action,
}: {
  /** Of the step that it is part of. */
  id: string;
  lead: ReactNode;
  show: ReactNode;
  /** What is to be predicted. */
  question: ReactNode;
  /** What the prediction is made with; null where it is made in what is shown. */
  guess: ReactNode;
  /** Commits to the prediction; null while there is none to commit to. */
  onReveal: (() => void) | null;
  /** Takes the prediction back. */
  onAgain: () => void;
  revealed: boolean;
  /** The real numbers beside the prediction, and why. */
  outcome: ReactNode;
  /** Where ours differs from the paper. */
  differs: ReactNode;
  action: PredictionAction;
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
    <Outcome ref={box} onAgain={onAgain} differs={differs} action={action}>
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
  onAgain,
  differs,
  action,
  children,
}: {
  ref: Ref<HTMLElement>;
  onAgain: () => void;
  differs: ReactNode;
  action: PredictionAction;
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
        <Button kind="quiet" onPress={onAgain} data-testid="again">
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
        <Button
          kind="primary"
          isDisabled={action.onPress === null}
          onPress={action.onPress ?? undefined}
          aria-describedby="step-do"
          data-testid="do-it"
        >
          {action.label}
          <Icon name="chevron" />
        </Button>
      </div>
    </section>
  );
}
