import type { StageEvaluation } from '../../experiment/record/run-record';
import { percent, shortNumber } from '../design/format';

const BLIND = 'blind: who knows the policy by heart and tosses a coin for each verdict';

/** What else was measured after a stage (method section 3, evaluations 3 to 5). */
export function Measures({ evaluation }: { evaluation: StageEvaluation }) {
  const { unshown, override, overrideMajority, referral, branchingError, blind } = evaluation;
  const answers = evaluation.endTask?.n ?? 0;
  const inAll = (perAnswer: number) => Math.round(perAnswer * answers);
  const measures = [
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
            note: `${percent(referral.exact)} exact${blind ? ` (blind: ${blind.referral.toFixed(1)})` : ''}`,
            meaning: `A rule judge’s score of conditions quoted, verdicts and jumps${blind ? `; ${BLIND}` : ''}.`,
          },
          {
            name: 'Errors',
            value: String(inAll(referral.recall) + inAll(referral.perception) + inAll(referral.branching)),
            note: `in ${answers} answers: ${inAll(referral.recall)} recall, ${inAll(referral.perception)} perception, ${inAll(referral.branching)} branching`,
            meaning: 'Conditions misquoted, pictures misseen, wrong jumps.',
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
