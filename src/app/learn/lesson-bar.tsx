import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { goToScreen } from '../state/screen';
import { STEPS } from '../terms/lesson-steps';
import { useLearn } from './learn-store';
import './lesson-bar.css';

/** Back, the steps, next: always in sight. After the last step comes the end, and after that the Lab. */
export function LessonBar({
  step,
  hasEnded,
  onGo,
  onEnd,
}: {
  step: number;
  /** The end is shown, which comes after the last step. */
  hasEnded: boolean;
  onGo: (step: number) => void;
  onEnd: () => void;
}) {
  const predictions = useLearn(({ progress }) => progress.predictions);
  const isLast = step === STEPS.length;
  return (
    <nav className="lesson-bar" aria-label="Steps of the lesson">
      <Button isDisabled={step === 1} onPress={() => onGo(hasEnded ? step : step - 1)} data-testid="back">
        <Icon name="back" />
        Back
      </Button>
      <ol>
        {STEPS.map(({ id, name }, i) => {
          const done = predictions[id] !== undefined;
          return (
            <li key={id}>
              <button
                type="button"
                className="lesson-stop"
                aria-current={i + 1 === step && !hasEnded ? 'step' : undefined}
                onClick={() => onGo(i + 1)}
              >
                <span className="lesson-dot" data-done={done || undefined}>
                  {done ? <Icon name="check" /> : i + 1}
                </span>
                <span className="lesson-name">{name}</span>
                {done && <span className="visually-hidden">, revealed</span>}
              </button>
            </li>
          );
        })}
      </ol>
      {/* Instead of the list where there is no room for it. */}
      <select
        className="lesson-select numeric"
        aria-label="Step of the lesson"
        value={step}
        onChange={(event) => onGo(Number(event.target.value))}
      >
        {STEPS.map(({ id, name }, i) => (
          <option key={id} value={i + 1}>
            {i + 1} / {STEPS.length} {name}
            {predictions[id] !== undefined && ' ✓'}
          </option>
        ))}
      </select>
      <Button
        kind="primary"
        onPress={() => (hasEnded ? goToScreen('lab') : isLast ? onEnd() : onGo(step + 1))}
        data-testid="next"
      >
        {hasEnded ? 'To the Lab' : isLast ? 'Finish' : 'Next'}
        <Icon name="chevron" />
      </Button>
    </nav>
  );
}
