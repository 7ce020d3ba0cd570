import { METHOD_PLANS, type Method } from '../../../experiment/plan/methods';
import type { RunRecord } from '../../../experiment/record/run-record';
import type { GroupSummary, Measure } from '../../../experiment/results/summary';
import { Button } from '../../design/controls';
import { percent } from '../../design/format';
import { Icon } from '../../design/icon';
import { type TableOnRecord, useTablesOnRecord } from '../../state/on-record';
import { goToScreen } from '../../state/screen';
import { presetsByReplay, replays } from '../facts';
import { SKILL_NAMES, SKILLS } from '../lesson';
import { tablesOfOneBase } from '../seeds';

/** Many seeds of the recording's method with replay and without, where tables of both are on record. */
export function ReplayOnRecord({ record }: { record: RunRecord }) {
  const tables = useTablesOnRecord() ?? [];
  const { method } = record.config;
  const { own, switched } = presetsByReplay(record);
  const pair = own && switched && tablesOfOneBase(tables, [own.name, switched.name], method);
  if (!pair) return null;
  const [withReplay, without] = (replays(record) ? pair : pair.toReversed()).map((table) =>
    lineOf(table, method),
  );
  const [base] = pair.flatMap((table) => lineOf(table, 'in-context') ?? []);
  if (!withReplay || !without) return null;
  const ofRecord = tables.find(({ preset, whole }) => preset === record.config.preset && whole);
  const isOther = ofRecord !== undefined && ofRecord.base !== pair[0].base;
  return (
    <div className="replay-record">
      <table className="numeric">
        <caption>
          {METHOD_PLANS[method].label} with replay and without, after the last stage: mean ± standard
          deviation over {seedsInWords(withReplay, without)}, all from one base, recorded{' '}
          {pair[0].origin.recorded}
          {isOther && ', not the base of the table beside it'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Old skill</th>
            <th scope="col">Base</th>
            <th scope="col">Replay</th>
            <th scope="col">None</th>
          </tr>
        </thead>
        <tbody>
          {SKILLS.map((skill) => (
            <tr key={skill}>
              <th scope="row">{SKILL_NAMES[skill]}</th>
              <td>{meanOf(base, skill)}</td>
              <td>{shareOf(withReplay, skill)}</td>
              <td>{shareOf(without, skill)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">The policies, from memory</th>
            <td>–</td>
            <td>{shareOf(withReplay, 'accuracy')}</td>
            <td>{shareOf(without, 'accuracy')}</td>
          </tr>
        </tbody>
      </table>
      <Button kind="quiet" onPress={() => goToScreen('compare')}>
        All methods, in Compare
        <Icon name="chevron" />
      </Button>
    </div>
  );
}

/** The line of a method in a table. */
function lineOf({ summaries }: TableOnRecord, method: Method): GroupSummary | undefined {
  return summaries.find((summary) => summary.method === method);
}

function seedsInWords(a: GroupSummary, b: GroupSummary): string {
  const [one, other] = [a.seeds.length, b.seeds.length];
  return one === other ? `${one} seeds each` : `${one} and ${other} seeds`;
}

/** Of the base, which is the same model for every seed: "82 %". */
function meanOf(line: GroupSummary | undefined, measure: Measure): string {
  const found = line?.measures[measure];
  return found ? percent(found.mean) : '–';
}

/** "48 ± 7 %"; without the spread where there is one seed. */
function shareOf({ measures }: GroupSummary, measure: Measure): string {
  const found = measures[measure];
  if (!found || found.sd === null) return found ? percent(found.mean) : '–';
  return `${Math.round(100 * found.mean)} ± ${percent(found.sd)}`;
}
