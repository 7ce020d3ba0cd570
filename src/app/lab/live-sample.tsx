import { Icon } from '../design/icon';
import { PlainTokens } from '../parts/token-strip';
import { isActive } from '../state/run-view';
import { useRun } from '../state/stores';
import { SceneCanvas } from '../tasks/clevr/scene-canvas';
import { answerInWords, STAGE_NAMES } from '../terms/words';
import './live-sample.css';

/** The newest answer of the model in training, in sight of its curves; the inspector takes it apart. */
export function LiveSample() {
  const live = useRun((state) => state.live);
  const sample = live?.samples.find(({ stage }) => stage === live.progress?.stage);
  if (!live || !isActive(live) || !sample) return null;
  const { example, response } = sample.outcome;
  const { caseNumber } = response.reasoning;
  return (
    <section
      className="live-sample"
      aria-label="Newest sample of the model in training"
      data-testid="live-sample"
    >
      <SceneCanvas scene={example.scene} size={72} />
      <div>
        <p className="live-sample-head numeric">
          <span>
            {STAGE_NAMES[sample.stage]}, step {sample.step}: what does <strong>{example.policy.name}</strong>{' '}
            say?
          </span>
          <span className="verdict" data-correct={response.correct}>
            {answerInWords(caseNumber, example.policy)}
            <Icon name={response.correct ? 'check' : 'cross'} />
            {response.correct ? 'right' : `wrong, it is Case ${example.gold.caseNumber}`}
          </span>
        </p>
        <PlainTokens tokens={response.tokens} />
      </div>
    </section>
  );
}
