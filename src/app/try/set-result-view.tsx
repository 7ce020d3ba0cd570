import { useMemo } from 'react';
import { setMajority, setResult } from '../../experiment/results/set-result';
import { Button, Disclosure } from '../design/controls';
import { percent } from '../design/format';
import { Icon } from '../design/icon';
import { type AllAnswers, allAnswers } from '../inspector/answers/all-answers';
import { AnswersPanel } from '../inspector/answers/answers-panel';
import { download, fileName } from '../parts/download';
import { taskUi } from '../tasks/registry';
import type { OwnSets } from '../tasks/try-ui';
import { AccuracyRows, settingInWords } from './accuracy-rows';
import { drawnColumn } from './drawn-split';
import { counted, packedSet, SETTINGS, type SetEvaluation } from './set-evaluation';
import { setResultFile } from './set-result-file';

/** What an evaluation on a set of the visitor's own came to: accuracies, accuracy per case, and every answer. */
export function SetResultView({ result, sets }: { result: SetEvaluation; sets: OwnSets }) {
  const { run, stage, source, note, questions } = result;
  const summary = useMemo(() => summaryOf(result), [result]);
  const { kind } = run.record.config.dataset;
  const columns = [{ title: source.title, ...summary.column }, drawnColumn(run, stage)];
  return (
    <div className="set-result" data-testid="set-result">
      <h3>Result on {source.title}</h3>
      <p>
        {counted(source.count, sets.things)}, {counted(questions.length, 'questions')}, answered by{' '}
        <strong>{run.record.title}</strong>. {note}
      </p>
      <AccuracyRows stage={stage} columns={columns} />
      <Disclosure title="Accuracy per case">
        <CaseTable result={result} results={summary.results} />
      </Disclosure>
      <Disclosure title={`Every answer, ${summary.wrong} wrong without the policy`}>
        <AnswersPanel
          all={summary.all}
          view={run}
          stage={stage}
          kind={kind}
          about={(at) => (
            <p className="set-about">
              {questions[at].name}
              <Button kind="quiet" onPress={() => sets.open(questions[at], source)}>
                <Icon name="pencil" />
                Show above
              </Button>
            </p>
          )}
        />
      </Disclosure>
      <div className="set-save">
        <Button
          kind="quiet"
          onPress={() =>
            download(
              `${fileName(`${run.record.title} on ${source.title}`)}.json`,
              setResultFile(result, __BUILD__),
            )
          }
          data-testid="save-set-result"
        >
          <Icon name="download" />
          Save the result
        </Button>
        <p className="faint">
          A link to this experiment carries its policy, not this set: {sets.things} take more room than a link
          has. The saved result names the set
          {source.sha256 ? ` by file name, number of ${sets.things} and SHA-256,` : ''} and has every answer.
        </p>
      </div>
    </div>
  );
}

type Summary = ReturnType<typeof summaryOf>;

function summaryOf({ questions, answers: { base, withoutPolicy, withPolicy } }: SetEvaluation) {
  const results = {
    base: setResult(questions, base),
    withoutPolicy: setResult(questions, withoutPolicy),
    withPolicy: setResult(questions, withPolicy),
  };
  const packed = packedSet(questions);
  // The override is measured on the drawn split alone.
  const paired = allAnswers(packed, { withoutPolicy, withPolicy, override: [] });
  const all: AllAnswers = {
    questions: packed,
    asked: { withoutPolicy: paired?.asked.withoutPolicy, withPolicy: paired?.asked.withPolicy },
  };
  return {
    results,
    column: {
      results: {
        base: results.base.accuracy,
        withoutPolicy: results.withoutPolicy.accuracy,
        withPolicy: results.withPolicy.accuracy,
      },
      majority: setMajority(questions),
    },
    wrong: withoutPolicy.filter(({ accuracy }) => accuracy < 1).length,
    all,
  };
}

/** Right answers of each case, in every setting. */
function CaseTable({
  result: { run, stage },
  results,
}: { result: SetEvaluation } & Pick<Summary, 'results'>) {
  const { answerClassName } = taskUi(run.record.config.dataset.kind);
  const cases = results.base.byCase;
  const isOne = new Set(cases.map(({ policy }) => policy)).size === 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="set-cases" tabIndex={0} aria-label="Accuracy per case">
      <table className="set-table numeric" data-testid="set-cases">
        <thead>
          <tr>
            <th scope="col">Right answer</th>
            {SETTINGS.map((setting) => (
              <th key={setting} scope="col">
                {settingInWords(setting, stage)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cases.map(({ policy, right, n }, i) => (
            <tr key={`${policy} ${right}`}>
              <th scope="row">
                {!isOne && `${policy}, `}
                {answerClassName(right)}
              </th>
              {SETTINGS.map((setting) => {
                const { hits } = results[setting].byCase[i];
                return (
                  <td key={setting}>
                    {percent(hits / n)},{' '}
                    <span className="faint">
                      {hits} of {n}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
