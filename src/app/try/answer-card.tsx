import { useRef, useState } from 'react';
import { type ExampleView, reasons } from '../../experiment/record/run-record';
import { goldReasoning } from '../../tasks/clevr/policy/walk';
import { milliseconds } from '../design/format';
import { Icon } from '../design/icon';
import { AttentionPanel } from '../inspector/attention/attention-panel';
import { TokenStrip } from '../parts/token-strip';
import type { Contestant } from '../state/contestants';
import type { RunView } from '../state/run-view';
import { learnedPolicy } from '../tasks/clevr/named';
import { samePolicy } from '../tasks/clevr/policy-edit';
import { PolicyTreeView } from '../tasks/clevr/policy-tree-view';
import { useScrollToRoot } from '../tasks/clevr/use-scroll-to-root';
import { ERROR_MEANINGS, STAGE_NAMES } from '../terms/words';
import { type GivenAnswer, type UsualTime, usualTime } from './answers';
import { useAnswers } from './try-store';

/** What one model says: its case, what it cost, its path against the right one, its tokens. */
export function AnswerCard({
  model,
  run,
  example,
  hidden,
}: {
  model: Contestant;
  /** What the trained models come from. */
  run: RunView | null;
  example: ExampleView;
  /** The visitor answers first. */
  hidden: boolean;
}) {
  const answer = useAnswers((state) => state.answers.get(model.key));
  const { policyInPrompt, stage } = model;
  const given = answer?.given ?? null;
  const stale = given !== null && given.example !== example;
  const [chosen, setChosen] = useState<number | null>(null);
  const tokens = answer?.tokens ?? [];
  const settled = answer !== undefined && answer.request === null && given !== null && !stale;
  return (
    <article
      className="answer"
      data-tone={policyInPrompt ? 'in-prompt' : 'internalized'}
      data-stale={stale || undefined}
      aria-label={`${STAGE_NAMES[stage]}, ${promptInWords(policyInPrompt)}`}
      data-testid="answer-card"
    >
      <header>
        <h3>
          {STAGE_NAMES[stage]}
          {model.model.of === 'recording' && <span className="answer-recorded">recorded model</span>}
        </h3>
        <p className="answer-prompt">{promptInWords(policyInPrompt)}</p>
      </header>
      {hidden ? (
        <p className="answer-hidden">{stale || !given ? 'Answering …' : 'Has answered. You first.'}</p>
      ) : answer?.failure ? (
        <p className="answer-failure" role="alert">
          {answer.failure}
        </p>
      ) : (
        <>
          <Verdict given={given} stale={stale} />
          <Facts given={given} time={answer ? usualTime(answer) : null} />
          {given && !stale && <AsTrained model={model} run={run} example={example} given={given} />}
          <Paths example={given?.example ?? example} given={given} />
          {given?.response.firstError && reasons(given.response) && !stale && (
            <p className="answer-error">{ERROR_MEANINGS[given.response.firstError]}</p>
          )}
          <TokenStrip
            tokens={tokens}
            streaming={answer ? answer.request !== null : true}
            chosen={chosen}
            onChoose={setChosen}
          />
          {settled && chosen !== null && (
            <AttentionPanel
              model={model.model}
              example={example}
              policyInPrompt={policyInPrompt}
              tokens={tokens}
              chosen={chosen}
              onChoose={setChosen}
            />
          )}
        </>
      )}
    </article>
  );
}

/** The model's path on the tree, against the right one. */
function Paths({ example, given }: { example: ExampleView; given: GivenAnswer | null }) {
  const frame = useRef<HTMLElement>(null);
  useScrollToRoot(frame, example.policy);
  return (
    <div
      ref={(element) => {
        frame.current = element?.querySelector('.tree-scroll') ?? null;
      }}
    >
      <PolicyTreeView policy={example.policy} gold={example.gold} model={given?.response.reasoning ?? null} />
    </div>
  );
}

function promptInWords(policyInPrompt: boolean): string {
  return policyInPrompt ? 'reads the policy in its prompt' : 'from memory, no policy in its prompt';
}

function Verdict({ given, stale }: { given: GivenAnswer | null; stale: boolean }) {
  if (given === null) return <p className="answer-verdict faint">answering …</p>;
  const { correct, reasoning } = given.response;
  return (
    <p className="answer-verdict" data-correct={correct} aria-busy={stale}>
      {reasoning.caseNumber === null ? 'no case' : `Case ${reasoning.caseNumber}`}
      <span>
        <Icon name={correct ? 'check' : 'cross'} />
        {correct ? 'right' : 'wrong'}
      </span>
      {stale && <span className="answer-before">before the edit</span>}
    </p>
  );
}

function Facts({ given, time }: { given: GivenAnswer | null; time: UsualTime | null }) {
  return (
    <dl className="answer-facts numeric">
      <div>
        <dt>Prompt</dt>
        <dd>{given ? `${given.promptTokens} tokens` : '–'}</dd>
      </div>
      <div>
        <dt>Response</dt>
        <dd>{given ? `${given.response.tokens.length} tokens` : '–'}</dd>
      </div>
      {time && (
        <div>
          <dt>Time, median of {time.answers} answers</dt>
          <dd>{milliseconds(time.milliseconds)}</dd>
        </div>
      )}
    </dl>
  );
}

/** After an edit of the policy: whether a model still answers by the version it was trained on. */
function AsTrained({
  model,
  run,
  example,
  given,
}: {
  model: Contestant;
  run: RunView | null;
  example: ExampleView;
  given: GivenAnswer;
}) {
  const learned = learnedPolicy(run?.record.config ?? null, example.policy.name);
  if (model.stage === 'base' || !learned || samePolicy(learned, example.policy)) return null;
  const before = goldReasoning(learned, example.scene.objects).caseNumber;
  const follows = given.response.reasoning.caseNumber === before;
  return (
    <p className="answer-as-trained">
      Before your edit Case {before} was right
      {follows && before !== example.gold.caseNumber ? ': it still answers by that.' : '.'}
    </p>
  );
}
