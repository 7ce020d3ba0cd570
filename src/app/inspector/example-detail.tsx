import type { StageName } from '../../experiment/methods';
import type { ExampleOutcome, ResponseView } from '../../experiment/run-record';
import { policyText } from '../../policy/policy-text';
import { Button, Disclosure } from '../design/controls';
import { Icon } from '../design/icon';
import { ERROR_MEANINGS, STAGE_NAMES } from '../lab/words';
import { runStore, useRun } from '../state/stores';
import type { InspectorItem } from './inspector-items';
import { PolicyTreeView } from './policy-tree-view';
import { SceneCanvas } from './scene-canvas';
import { Steps } from './steps';
import { TokenStrip } from './token-strip';

/** One answer, taken apart; asked again, the new answer takes the place of the measured one. */
export function ExampleDetail({ item, stage }: { item: InspectorItem; stage: StageName }) {
  const asked = useRun((state) => state.answer);
  const { example, outcome } = item;
  const response = asked ? asked.response : (outcome?.response ?? null);
  return (
    <div className="detail">
      <div className="detail-top">
        <SceneCanvas scene={example.scene} size={168} />
        <div className="detail-facts">
          <p className="detail-question">
            What does <strong>{example.policy.name}</strong> say about this image?
          </p>
          <dl>
            {outcome && (
              <div>
                <dt>Prompt</dt>
                <dd className={outcome.policyInPrompt ? 'tone-in-prompt' : 'tone-internalized'}>
                  {outcome.policyInPrompt ? 'policy, image, question' : 'image, question'}
                </dd>
              </div>
            )}
            <div>
              <dt>Right answer</dt>
              <dd>Case {example.gold.caseNumber}</dd>
            </div>
            {outcome && (
              <div>
                <dt>Model</dt>
                <dd>
                  <Verdict response={response} />
                </dd>
              </div>
            )}
          </dl>
          {outcome && <AskButton outcome={outcome} stage={stage} />}
        </div>
      </div>
      {response?.firstError && <p className="detail-error">{ERROR_MEANINGS[response.firstError]}</p>}
      {outcome && (
        <TokenStrip
          tokens={asked ? asked.tokens : outcome.response.tokens}
          streaming={asked !== null && asked.response === null}
        />
      )}
      <div>
        <div className="tree-head">
          <h3>Path</h3>
          <p className="faint">
            <span className="key-gold" /> right
            {outcome && (
              <>
                <span className="key-model" /> model
              </>
            )}
            ; upper branch: yes
          </p>
        </div>
        <PolicyTreeView policy={example.policy} gold={example.gold} model={response?.reasoning ?? null} />
      </div>
      {outcome && <Steps example={example} model={response?.reasoning ?? null} />}
      <Disclosure title={`Policy ${example.policy.name} as text`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <section className="policy-text" tabIndex={0} aria-label={`Text of ${example.policy.name}`}>
          {policyText(example.policy)}
        </section>
        <p className="faint policy-note">The model reads the same sections in a few tokens each.</p>
      </Disclosure>
    </div>
  );
}

function Verdict({ response }: { response: ResponseView | null }) {
  if (response === null) return <span className="faint">answering …</span>;
  const { caseNumber } = response.reasoning;
  return (
    <span className="verdict" data-correct={response.correct}>
      {caseNumber === null ? 'no case' : `Case ${caseNumber}`}
      <Icon name={response.correct ? 'check' : 'cross'} />
      <span>{response.correct ? 'right' : 'wrong'}</span>
    </span>
  );
}

function AskButton({ outcome, stage }: { outcome: ExampleOutcome; stage: StageName }) {
  const live = useRun((state) => state.live);
  const answering = useRun((state) => state.answer !== null && state.answer.response === null);
  const trained = useRun((state) =>
    state.live?.record.stages.some((known) => known.stage === stage && known.evaluation),
  );
  const reason =
    live === null
      ? 'A recording cannot be asked; run it here to ask.'
      : trained
        ? null
        : 'It can be asked when the stage is through.';
  return (
    <>
      <Button
        isDisabled={reason !== null || answering || live?.status === 'failed'}
        onPress={() => runStore.getState().ask(stage, outcome.example, outcome.policyInPrompt)}
      >
        <Icon name="again" />
        Ask {STAGE_NAMES[stage]} again
      </Button>
      {reason && <p className="faint detail-reason">{reason}</p>}
    </>
  );
}
