import type { PartProportions, Proportion, StageEvaluation } from '../../experiment/record/run-record';
import { percent } from '../design/format';

interface Line {
  readonly name: string;
  readonly overall: Proportion;
  readonly parts: PartProportions | null;
}

/** Accuracy of tool calls in its parts: without the policy, with it, under override, and of those who do not know the rules. */
export function CallAccuracies({ evaluation }: { evaluation: StageEvaluation }) {
  const { endTask, inContext, override, overrideMajority, paperOverride, parts, baselines } = evaluation;
  if (!parts) return null;
  const lines: readonly Line[] = [
    ...(endTask ? [{ name: 'Policy internalized', overall: endTask, parts: parts.endTask }] : []),
    { name: 'Policy in the prompt', overall: inContext, parts: parts.inContext },
    {
      name: 'Override, rules drawn anew',
      overall: override,
      parts: parts.override,
    },
    ...(paperOverride
      ? [
          {
            name: 'Override, OCR reversed',
            overall: paperOverride.accuracy,
            parts: paperOverride.parts,
          },
        ]
      : []),
  ];
  return (
    <>
      <table className="call-accuracies numeric">
        <caption>Accuracy: half the exact name, half the mean of the arguments’ scores</caption>
        <thead>
          <tr>
            <th scope="col">Measured</th>
            <th scope="col">Tool</th>
            <th scope="col">Arguments</th>
            <th scope="col">Overall</th>
            <th scope="col">Calls</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, overall, parts }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{parts ? percent(parts.tool.value) : '–'}</td>
              <td>{parts ? percent(parts.arguments.value) : '–'}</td>
              <td>
                <strong>{overall.n > 0 ? percent(overall.value) : '–'}</strong>
              </td>
              <td>{overall.n}</td>
            </tr>
          ))}
          {baselines && (
            <>
              <Baseline name="Any tool" result={baselines.chance} isFirst />
              <Baseline name="Always the commonest tool" result={baselines.majorityTool} />
              <Baseline name="Right tool, random version" result={baselines.randomVersion} />
            </>
          )}
        </tbody>
      </table>
      <p className="call-notes faint numeric">
        The arguments count for any version of the right tool; those of another tool earn nothing. Under
        override the new rules stand in the prompt, and only calls that they change are asked for
        {overrideMajority &&
          overrideMajority.n > 0 &&
          `; the commonest tool alone would earn ${percent(overrideMajority.value)}`}
        .
        {paperOverride &&
          ' OCR reversed is the paper’s override: the order of OCR’s versions is turned round.'}
      </p>
    </>
  );
}

/** Somebody who does not know the rules. */
function Baseline({
  name,
  result: { value, n },
  isFirst,
}: {
  name: string;
  result: Proportion;
  isFirst?: boolean;
}) {
  return (
    <tr className="baseline" data-first={isFirst}>
      <th scope="row">{name}</th>
      <td />
      <td />
      <td>{percent(value)}</td>
      <td>{n}</td>
    </tr>
  );
}
