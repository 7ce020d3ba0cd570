import { Icon } from '../design/icon';
import { PlainTokens } from '../parts/token-strip';
import { verdictInWords } from '../parts/verdict-words';
import { isActive } from '../state/run-view';
import { useRun } from '../state/stores';
import { Pictures } from '../tasks/pictures';
import { taskUiOf } from '../tasks/registry';
import { STAGE_NAMES } from '../terms/words';
import './live-sample.css';

/** The newest answer of the model in training, in sight of its curves; the inspector takes it apart. */
export function LiveSample() {
  const live = useRun((state) => state.live);
  const sample = live?.samples.find(({ stage }) => stage === live.progress?.stage);
  if (!live || !isActive(live) || !sample) return null;
  const { example, response } = sample.outcome;
  const ui = taskUiOf(example);
  return (
    <section
      className="live-sample"
      aria-label="Newest sample of the model in training"
      data-testid="live-sample"
    >
      <Pictures example={example} size={72} />
      <div>
        <p className="live-sample-head numeric">
          <span>
            {STAGE_NAMES[sample.stage]}, step {sample.step}:{' '}
            {ui.question(example, 'short', (name) => (
              <strong>{name}</strong>
            ))}
          </span>
          <span className="verdict" data-correct={response.correct}>
            {ui.answer(example, response.reasoning)}
            <Icon name={response.correct ? 'check' : 'cross'} />
            {verdictInWords(response)}
            {!response.correct && `, it is ${ui.rightAnswer(example)}`}
          </span>
        </p>
        <PlainTokens tokens={response.tokens} />
      </div>
    </section>
  );
}
