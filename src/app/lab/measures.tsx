import type { StageEvaluation } from '../../experiment/run-record';
import { percent, shortNumber } from '../design/format';

/** What else was measured after a stage (method section 3, evaluations 3 to 5). */
export function Measures({ evaluation }: { evaluation: StageEvaluation }) {
  const { override, overrideMajority, referral, branchingError } = evaluation;
  const measures = [
    {
      name: 'Policy override',
      value: percent(override.value),
      note: `${percent(override.low)} to ${percent(override.high)}${overrideMajority ? `; majority class ${percent(overrideMajority.value)}` : ''}`,
      meaning:
        'Accuracy when new content stands under the policy’s name in the prompt: the new content counts.',
    },
    ...(referral
      ? [
          {
            name: 'Policy referral',
            value: `${referral.score.toFixed(1)} of 10`,
            note: `${percent(referral.exact)} exact`,
            meaning: 'A rule judge’s score of the reasoning: conditions quoted, verdicts, jumps.',
          },
          {
            name: 'Errors per answer',
            value: shortNumber(referral.recall + referral.perception + referral.branching),
            note: `${shortNumber(referral.recall)} recall, ${shortNumber(referral.perception)} perception, ${shortNumber(referral.branching)} branching`,
            meaning: 'Mean number of errors of each class in one response.',
          },
        ]
      : []),
    ...(branchingError !== null
      ? [
          {
            name: 'Branching error',
            value: shortNumber(branchingError),
            note: '',
            meaning: 'Distance between the conditions referred to and those of the right reasoning.',
          },
        ]
      : []),
  ];
  return (
    <dl className="measures numeric">
      {measures.map(({ name, value, note, meaning }) => (
        <div key={name} title={meaning}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong> <span>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
