import { Icon } from '../design/icon';
import { useAnswers } from '../state/answer-store';
import type { GivenAnswer } from '../state/answers';
import type { Contestant } from '../state/contestants';
import { taskUiOf } from '../tasks/registry';
import { STAGE_NAMES } from '../terms/words';
import './verdicts.css';

/** What every model answers, in a line each: the cards of many models are not in view together. */
export function Verdicts({ models }: { models: readonly Contestant[] }) {
  return (
    <ul className="verdicts" aria-label="Answers in brief" data-testid="verdicts">
      {models.map((model) => (
        <Verdict key={model.key} model={model} />
      ))}
    </ul>
  );
}

function Verdict({ model: { key, stage, policyInPrompt } }: { model: Contestant }) {
  const answer = useAnswers((state) => state.answers.get(key));
  const given = answer?.given ?? null;
  const name = STAGE_NAMES[stage];
  return (
    <li data-tone={policyInPrompt ? 'in-prompt' : 'internalized'} aria-busy={answer?.request != null}>
      <span className="verdict-of">
        {name}
        {policyInPrompt && <span className="verdict-prompt">, with the policy</span>}
      </span>
      {given ? <Given given={given} /> : <span className="faint">…</span>}
    </li>
  );
}

function Given({ given: { example, response } }: { given: GivenAnswer }) {
  const { briefAnswer, hasRightAnswer } = taskUiOf(example);
  return (
    <strong data-correct={hasRightAnswer(example) ? response.correct : undefined}>
      <span className="verdict-answer">{briefAnswer(response.reasoning)}</span>
      {hasRightAnswer(example) && (
        <>
          <Icon name={response.correct ? 'check' : 'cross'} />
          <span className="visually-hidden">{response.correct ? 'right' : 'wrong'}</span>
        </>
      )}
    </strong>
  );
}
