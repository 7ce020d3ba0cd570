import { useState } from 'react';
import type { StageName } from '../../experiment/plan/methods';
import {
  type ExampleOutcome,
  type ExampleView,
  type ResponseView,
  reasons,
  type TokenView,
} from '../../experiment/record/run-record';
import { Button, Disclosure } from '../design/controls';
import { Icon } from '../design/icon';
import { TokenStrip } from '../parts/token-strip';
import { verdictInWords } from '../parts/verdict-words';
import { type Askable, askable } from '../state/models';
import type { RunView } from '../state/run-view';
import { runStore, useRun } from '../state/stores';
import { Pictures } from '../tasks/pictures';
import { taskUiOf } from '../tasks/registry';
import { STAGE_NAMES } from '../terms/words';
import { AttentionPanel } from './attention/attention-panel';
import type { InspectorItem } from './inspector-items';
import { NoModel } from './no-model';
import { usePaced } from './use-paced';

/** One answer, taken apart; asked again, the new answer takes the place of the measured one. */
export function ExampleDetail({
  item,
  view,
  stage,
}: {
  item: InspectorItem;
  view: RunView | null;
  stage: StageName;
}) {
  const asked = useRun((state) => state.answer);
  const [chosen, setChosen] = useState<number | null>(null);
  const { example, outcome } = item;
  const said = asked ? asked.tokens : (outcome?.response.tokens ?? []);
  const visible = usePaced(said.length, asked !== null);
  const tokens = said.slice(0, visible);
  const streaming = asked !== null && (asked.response === null || visible < said.length);
  const response = streaming ? null : (asked?.response ?? outcome?.response ?? null);
  const isReasoned = response === null || reasons(response);
  const own = useRun((state) => state.own.runs);
  const model = view && askable(view, stage, own);
  const reading = response?.reasoning ?? null;
  const { Path, PolicyText, Steps, Context, Answer, ...words } = taskUiOf(example);
  const name = words.policyName(example);
  return (
    <div className="detail">
      <div className="detail-top">
        <Pictures example={example} size={168} />
        {Context && <Context example={example} />}
        <div className="detail-facts">
          <p className="detail-question">
            {words.question(example, 'sentence', (policy) => (
              <strong>{policy}</strong>
            ))}
          </p>
          <dl>
            {outcome && (
              <div>
                <dt>Prompt</dt>
                <dd className={outcome.policyInPrompt ? 'tone-in-prompt' : 'tone-internalized'}>
                  {outcome.policyInPrompt && 'policy, '}
                  {Context ? 'images, user, query' : 'image, question'}
                </dd>
              </div>
            )}
            <div>
              <dt>Right answer</dt>
              <dd>{words.rightAnswer(example)}</dd>
            </div>
            {outcome && (
              <div>
                <dt>Model</dt>
                <dd>
                  <Verdict response={response} example={example} />
                </dd>
              </div>
            )}
          </dl>
          {outcome && model && <AskButton outcome={outcome} model={model} stage={stage} />}
          {outcome && (
            <p className="faint detail-reason" role="status">
              {asked && !streaming && askedInWords(outcome, tokens)}
            </p>
          )}
        </div>
      </div>
      {response?.firstError && isReasoned && (
        <p className="detail-error">{words.errorMeaning(response.firstError)}</p>
      )}
      {Answer && <Answer example={example} reading={reading} />}
      {outcome && <TokenStrip tokens={tokens} streaming={streaming} chosen={chosen} onChoose={setChosen} />}
      {outcome && chosen !== null && !streaming && model && (
        <Attention model={model} outcome={outcome} tokens={tokens} chosen={chosen} onChoose={setChosen} />
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
            ; {words.pathHint}
          </p>
        </div>
        <Path example={example} reading={reading} />
      </div>
      {outcome && isReasoned && <Steps example={example} reading={reading} />}
      <Disclosure title={`Policy ${name} as text`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <section className="policy-text" tabIndex={0} aria-label={`Text of ${name}`}>
          <PolicyText example={example} />
        </section>
        <p className="faint policy-note">The model reads the same sections in a few tokens each.</p>
      </Disclosure>
    </div>
  );
}

/** Greedy answers come out alike, so that only words can say that the model was asked. */
function askedInWords({ response }: ExampleOutcome, tokens: readonly TokenView[]): string {
  const words = (said: readonly TokenView[]) => said.map(({ text }) => text).join(' ');
  return words(response.tokens) === words(tokens)
    ? 'Asked just now: the same words as in the evaluation.'
    : 'Asked just now: other words than in the evaluation.';
}

function Verdict({ response, example }: { response: ResponseView | null; example: ExampleView }) {
  if (response === null) return <span className="faint">answering …</span>;
  return (
    <span className="verdict" data-correct={response.correct}>
      <span>{taskUiOf(example).answer(example, response.reasoning)}</span>
      <Icon name={response.correct ? 'check' : 'cross'} />
      <span>{verdictInWords(response)}</span>
    </span>
  );
}

/** What a token attended to, or why no model can tell. */
function Attention({
  model: { model, reason },
  outcome,
  ...rest
}: {
  model: Askable;
  outcome: ExampleOutcome;
  tokens: readonly TokenView[];
  chosen: number;
  onChoose: (token: number | null) => void;
}) {
  if (!model) return <NoModel reason={reason} />;
  return (
    <AttentionPanel
      model={model}
      example={outcome.example}
      policyInPrompt={outcome.policyInPrompt}
      {...rest}
    />
  );
}

function AskButton({
  outcome,
  model: { model, reason },
  stage,
}: {
  outcome: ExampleOutcome;
  model: Askable;
  stage: StageName;
}) {
  const answering = useRun((state) => state.answer !== null && state.answer.response === null);
  const ready = useRun((state) => state.trainer.backend !== null);
  return (
    <>
      <Button
        isDisabled={model === null || answering || !ready}
        onPress={() => model && runStore.getState().ask(model, outcome.example, outcome.policyInPrompt)}
      >
        <Icon name="again" />
        Ask {STAGE_NAMES[stage]} again
      </Button>
      {reason && <p className="faint detail-reason">{reason}</p>}
    </>
  );
}
