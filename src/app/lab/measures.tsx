import type { ReactNode } from 'react';
import { countErrors } from '../../experiment/record/answer-rows';
import type { StageEvaluation } from '../../experiment/record/run-record';
import type { TaskKind } from '../../tasks/dataset';
import { percent, shortNumber } from '../design/format';
import { TASK_TERMS, type TaskTerms } from '../terms/task-terms';
import { Term } from '../terms/term';
import { CallAccuracies } from './call-accuracies';

const BLIND = 'blind: who knows the policy by heart and tosses a coin for each verdict';

interface Measure {
  readonly name: string;
  readonly value: string;
  readonly note: ReactNode;
  readonly meaning: string;
}

/**
 * What else was measured after a stage (method section 3, evaluations 3 to 6).
 *
 * @param base what was measured of the base; null where it was not, and for the base itself
 */
export function Measures({
  kind,
  evaluation,
  base,
}: {
  kind: TaskKind;
  evaluation: StageEvaluation;
  base: StageEvaluation | null;
}) {
  const terms = TASK_TERMS[kind];
  const measures = [...answerMeasures(evaluation, terms), ...reasoningMeasures(evaluation, terms)];
  return (
    <>
      {evaluation.parts && <CallAccuracies evaluation={evaluation} />}
      <dl className="measures numeric">
        {measures.map(({ name, value, note, meaning }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong>{value}</strong> <span>{note}</span>
              <p className="faint">{meaning}</p>
            </dd>
          </div>
        ))}
      </dl>
      <BaseSkills evaluation={evaluation} base={base} terms={terms} />
    </>
  );
}

function answerMeasures(evaluation: StageEvaluation, terms: TaskTerms): Measure[] {
  const { unshown, override, overrideMajority, parts } = evaluation;
  return [
    ...(unshown
      ? [
          {
            name: terms.unshown,
            value: percent(unshown.value),
            note: `of ${unshown.n} ${terms.counted}`,
            meaning: terms.unshownMeaning,
          },
        ]
      : []),
    // Of calls, the table has it with its parts.
    ...(parts
      ? []
      : [
          {
            name: 'Policy override',
            value: percent(override.value),
            note: overrideMajority ? `(${terms.overrideMajority}: ${percent(overrideMajority.value)})` : '',
            meaning: 'Right answers when new content stands under the policy’s name in the prompt.',
          },
        ]),
  ];
}

function reasoningMeasures(evaluation: StageEvaluation, terms: TaskTerms): Measure[] {
  const { endTask, referral, branchingError, blind } = evaluation;
  const answers = endTask?.n ?? 0;
  const inAll = (perAnswer: number) => Math.round(perAnswer * answers);
  const classes = referral
    ? [
        { name: 'recall', count: inAll(referral.recall) },
        { name: 'perception', count: inAll(referral.perception) },
        { name: 'branching', count: inAll(referral.branching) },
        ...(referral.tool === undefined ? [] : [{ name: 'tool', count: inAll(referral.tool) }]),
        ...(referral.argument === undefined ? [] : [{ name: 'argument', count: inAll(referral.argument) }]),
      ]
    : [];
  const rows = evaluation.answers?.withoutPolicy;
  const withErrors = rows ? countErrors(rows).answers : null;
  return [
    ...(referral
      ? [
          {
            name: 'Policy referral',
            value: `${referral.score.toFixed(1)} of 10`,
            note: (
              <>
                {percent(referral.exact)} <Term of="exact" />
                {blind && ` (blind: ${blind.referral.toFixed(1)})`}
              </>
            ),
            meaning: `A rule judge’s score of conditions quoted, verdicts and jumps${blind ? `; ${BLIND}` : ''}.`,
          },
          {
            name: 'Errors',
            value: String(classes.reduce((sum, { count }) => sum + count, 0)),
            note: `${withErrors === null ? `in ${answers}` : `in ${withErrors} of ${answers}`} answers: ${classes.map(({ name, count }) => `${count} ${name}`).join(', ')}`,
            meaning: terms.errors,
          },
        ]
      : []),
    ...(branchingError !== null
      ? [
          {
            name: 'Distance from the right paths',
            value: shortNumber(branchingError),
            note: `the paper’s branching error${blind ? ` (blind: ${shortNumber(blind.branchingError)})` : ''}`,
            meaning: 'How often conditions are referred to, against the right reasoning.',
          },
        ]
      : []),
  ];
}

/** What is left of the base's skills, and how far the model has gone from it (evaluation 6). */
function BaseSkills({
  evaluation: { baseSkills },
  base,
  terms,
}: {
  evaluation: StageEvaluation;
  base: StageEvaluation | null;
  terms: TaskTerms;
}) {
  const { kl, ...skills } = baseSkills;
  const names = Object.keys(skills).filter((skill) => Object.hasOwn(terms.skills, skill));
  if (names.length === 0) return null;
  return (
    <table className="base-skills numeric">
      <caption>Base skills{base ? `, and KL ${shortNumber(kl)} to the base` : ''}</caption>
      <thead>
        <tr>
          <th scope="col">Questions</th>
          {base && <th scope="col">Base</th>}
          <th scope="col">{base ? 'Now' : 'Right'}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((skill) => (
          <tr key={skill}>
            <th scope="row">{terms.skills[skill]}</th>
            {base && <td>{skill in base.baseSkills ? percent(base.baseSkills[skill]) : '–'}</td>}
            <td>{percent(skills[skill])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
