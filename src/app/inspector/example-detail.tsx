import type { StageName } from '../../experiment/methods';
import type { ResponseView } from '../../experiment/run-record';
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
  const { example, policyInPrompt } = item.outcome;
  const response = asked ? asked.response : item.outcome.response;
  return (
    <div className="detail">
      <div className="detail-top">
        <SceneCanvas scene={example.scene} size={168} />
        <div className="detail-facts">
          <p className="detail-question">
            What does <strong>{example.policy.name}</strong> say about this image?
          </p>
          <dl>
            <div>
              <dt>Prompt</dt>
              <dd className={policyInPrompt ? 'tone-in-prompt' : 'tone-internalized'}>
                {policyInPrompt ? 'policy, image, question' : 'image, question'}
              </dd>
            </div>
            <div>
              <dt>Right answer</dt>
              <dd>Case {example.gold.caseNumber}</dd>
            </div>
            <div>
              <dt>Model</dt>
              <dd>
                <Verdict response={response} />
              </dd>
            </div>
          </dl>
          <AskButton item={item} stage={stage} />
        </div>
      </div>
      {response?.firstError && <p className="detail-error">{ERROR_MEANINGS[response.firstError]}</p>}
      <TokenStrip
        tokens={asked ? asked.tokens : item.outcome.response.tokens}
        streaming={asked !== null && asked.response === null}
      />
      <div>
        <div className="tree-head">
          <h3>Path</h3>
          <p className="faint">
            <span className="key-gold" /> right <span className="key-model" /> model; upper branch: yes
          </p>
        </div>
        <PolicyTreeView policy={example.policy} gold={example.gold} model={response?.reasoning ?? null} />
      </div>
      <Steps example={example} model={response?.reasoning ?? null} />
      <Disclosure title={`Policy ${example.policy.name} as text`}>
        <p className="policy-text">{policyText(example.policy)}</p>
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

function AskButton({ item, stage }: { item: InspectorItem; stage: StageName }) {
  const live = useRun((state) => state.live);
  const asked = useRun((state) => state.answer);
  const { example, policyInPrompt } = item.outcome;
  const reason =
    live === null
      ? 'A recording cannot be asked; run it here to ask.'
      : live.status === 'failed'
        ? 'The run failed.'
        : null;
  return (
    <>
      <Button
        isDisabled={reason !== null || (asked !== null && asked.response === null)}
        onPress={() => runStore.getState().ask(stage, example, policyInPrompt)}
      >
        <Icon name="again" />
        Ask {STAGE_NAMES[stage]} again
      </Button>
      {reason && <p className="faint detail-reason">{reason}</p>}
    </>
  );
}
