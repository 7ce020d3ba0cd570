import type { TrainingSequenceView } from '../../../experiment/inspect/inspection';
import { meanLoss, sectionRuns } from './sequences';
import { SECTION_NAMES } from './training-tokens';

/** Mean loss of each section, before and after the stage. */
export function LossTable({
  caption,
  sequence: { tokens, losses },
  labels,
}: {
  caption: string;
  sequence: TrainingSequenceView;
  labels: readonly string[];
}) {
  const runs = sectionRuns(tokens);
  return (
    <table className="loss-table numeric" data-testid="loss-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Section</th>
          <th scope="col">Tokens trained</th>
          {labels.map((label) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => {
          const trained = run.tokens.filter(({ weight }) => weight > 0).length;
          return (
            <tr key={run.first}>
              <th scope="row">
                {SECTION_NAMES[run.section][0]} {SECTION_NAMES[run.section][1]}
              </th>
              <td>
                {trained} of {run.tokens.length}
              </td>
              {labels.map((label, model) => (
                <td key={label}>{meanLoss(run, losses[model])?.toFixed(2) ?? '–'}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
