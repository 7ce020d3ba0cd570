import type { StageName } from '../../experiment/plan/methods';
import type { Proportion } from '../../experiment/record/run-record';
import { IntervalBar } from '../charts/interval-bar';
import { percent } from '../design/format';
import { STAGE_NAMES } from '../terms/words';
import { SETTINGS, type SetSetting } from './set-evaluation';

export interface AccuracyColumn {
  readonly title: string;
  readonly results: { readonly [S in SetSetting]: Proportion | null };
  /** Always giving the most frequent answer. */
  readonly majority: Proportion | null;
}

/** Accuracies with their intervals: rows say who answers and what stands in the prompt, columns on what. */
export function AccuracyRows({ stage, columns }: { stage: StageName; columns: readonly AccuracyColumn[] }) {
  return (
    <table className="set-table numeric" data-testid="set-table">
      <thead>
        <tr>
          <th scope="col">Who answers</th>
          {columns.map(({ title }) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {SETTINGS.map((setting) => (
          <tr key={setting}>
            <th scope="row">{settingInWords(setting, stage)}</th>
            {columns.map(({ title, results, majority }) => (
              <td key={title}>
                <Cell result={results[setting]} majority={majority} setting={setting} />
              </td>
            ))}
          </tr>
        ))}
        <tr>
          <th scope="row">
            <span className="key-majority" /> Always the commonest case
          </th>
          {columns.map(({ title, majority }) => (
            <td key={title}>{majority ? percent(majority.value) : '–'}</td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

/** "CoT SFT, from memory". */
export function settingInWords(setting: SetSetting, stage: StageName): string {
  switch (setting) {
    case 'base':
      return `${STAGE_NAMES.base}, policy in the prompt`;
    case 'withoutPolicy':
      return `${STAGE_NAMES[stage]}, no policy`;
    case 'withPolicy':
      return `${STAGE_NAMES[stage]}, policy in the prompt`;
  }
}

function Cell({
  result,
  majority,
  setting,
}: {
  result: Proportion | null;
  majority: Proportion | null;
  setting: SetSetting;
}) {
  if (!result) return '–';
  const { value, low, high, n } = result;
  return (
    <>
      <strong>{percent(value)}</strong>,{' '}
      <span className="faint">
        {Math.round(value * n)} of {n}, 95{'\u00a0'}% interval {percent(low)} to {percent(high)}
      </span>
      <IntervalBar
        result={result}
        majority={majority}
        tone={setting === 'withoutPolicy' ? 'internalized' : 'in-prompt'}
        slim
      />
    </>
  );
}
