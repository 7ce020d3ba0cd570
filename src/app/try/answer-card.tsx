import { useState } from 'react';
import { type ExampleView, reasons } from '../../experiment/record/run-record';
import { milliseconds } from '../design/format';
import { Icon } from '../design/icon';
import { AttentionPanel } from '../inspector/attention/attention-panel';
import { TokenStrip } from '../parts/token-strip';
import { verdictInWords } from '../parts/verdict-words';
import { useAnswers } from '../state/answer-store';
import { type GivenAnswer, type UsualTime, usualTime } from '../state/answers';
import type { Contestant } from '../state/contestants';
import type { RunView } from '../state/run-view';
import { taskUiOf } from '../tasks/registry';
import type { TryUi } from '../tasks/try-ui';
import { STAGE_NAMES } from '../terms/words';

/** What one model says: its case, what it cost, its path against the right one, its tokens. */
export function AnswerCard({
  ui,
  model,
  run,
  example,
  hidden,
}: {
  ui: TryUi;
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
  const { Path, Answer, errorMeaning } = taskUiOf(example);
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
      {model.unasked !== null ? (
        <p className="answer-unasked">{model.unasked}</p>
      ) : hidden ? (
        <p className="answer-hidden">{stale || !given ? 'Answering …' : 'Has answered. You first.'}</p>
      ) : answer?.failure ? (
        <p className="answer-failure" role="alert">
          {answer.failure}
        </p>
      ) : (
        <>
          <Verdict given={given} stale={stale} />
          <Facts given={given} time={answer ? usualTime(answer) : null} />
          {given && !stale && run && model.stage !== 'base' && (
            <AsTrained ui={ui} run={run} example={example} given={given} />
          )}
          <Path example={given?.example ?? example} reading={given?.response.reasoning ?? null} />
          {Answer && given && <Answer example={given.example} reading={given.response.reasoning} />}
          {given?.response.firstError && reasons(given.response) && !stale && (
            <p className="answer-error">{errorMeaning(given.response.firstError)}</p>
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

function promptInWords(policyInPrompt: boolean): string {
  return policyInPrompt ? 'reads the policy in its prompt' : 'from memory, no policy in its prompt';
}

/** Characters of an answer that stand in a line of large type. */
const LONG = 16;

function Verdict({ given, stale }: { given: GivenAnswer | null; stale: boolean }) {
  if (given === null) return <p className="answer-verdict faint">answering …</p>;
  const { correct, reasoning } = given.response;
  const { briefAnswer, hasRightAnswer } = taskUiOf(given.example);
  const isKnown = hasRightAnswer(given.example);
  const answer = briefAnswer(reasoning);
  return (
    <p
      className="answer-verdict"
      data-correct={isKnown ? correct : undefined}
      data-long={answer.length > LONG || undefined}
      aria-busy={stale}
    >
      {answer}
      {isKnown && (
        <span>
          <Icon name={correct ? 'check' : 'cross'} />
          {verdictInWords(given.response)}
        </span>
      )}
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
  ui,
  run,
  example,
  given,
}: {
  ui: TryUi;
  run: RunView;
  example: ExampleView;
  given: GivenAnswer;
}) {
  const taught = ui.asTaught(example, run.record);
  const { rightAnswer, briefAnswer, hasRightAnswer } = taskUiOf(example);
  if (!taught || taught === example || !hasRightAnswer(example)) return null;
  const before = rightAnswer(taught);
  const follows = briefAnswer(given.response.reasoning) === before;
  return (
    <p className="answer-as-trained">
      Before your edit {before} was right
      {follows && before !== rightAnswer(example) ? ': it still answers by that.' : '.'}
    </p>
  );
}
