import { countErrors } from '../../experiment/record/answer-rows';
import type { StageEvaluation } from '../../experiment/record/run-record';
import { percent, shortNumber } from '../design/format';
import { Term } from '../terms/term';

const BLIND = 'blind: who knows the policy by heart and tosses a coin for each verdict';

/** What else was measured after a stage (method section 3, evaluations 3 to 5). */
export function Measures({ evaluation }: { evaluation: StageEvaluation }) {
  const { unshown, override, overrideMajority, referral, branchingError, blind } = evaluation;
  const answers = evaluation.endTask?.n ?? 0;
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
  const parts = evaluation.parts?.endTask;
  const measures = [
    ...(parts
      ? [
          {
            name: 'Tool and arguments',
            value: `${percent(parts.tool.value)} and ${percent(parts.arguments.value)}`,
            note: `of ${parts.tool.n} calls`,
            meaning: 'Accuracy is the mean of the two: the exact name, and the arguments’ mean score.',
          },
        ]
      : []),
    ...(unshown
      ? [
          {
            name: 'Cases never shown',
            value: percent(unshown.value),
            note: `of ${unshown.n} images`,
            meaning: 'Right answers, without the policy, where no image with reasoning has the case.',
          },
        ]
      : []),
    {
      name: 'Policy override',
      value: percent(override.value),
      note: overrideMajority ? `(the commonest case alone: ${percent(overrideMajority.value)})` : '',
      meaning: 'Right answers when new content stands under the policy’s name in the prompt.',
    },
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
            meaning: `Conditions misquoted, pictures misseen, wrong jumps${referral.tool === undefined ? '' : ', wrong tools, wrong arguments'}.`,
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
  return (
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
  );
}
