import { METHOD_PLANS, type Method } from '../../../experiment/plan/methods';
import type { RunRecord } from '../../../experiment/record/run-record';
import type { Estimate } from '../../../experiment/results/statistics';
import { contrast, type Measure } from '../../../experiment/results/summary';
import { percent } from '../../design/format';
import { useTablesOnRecord } from '../../state/on-record';
import { type OverManySeeds, seedsWhy } from '../why';

/**
 * What many seeds say of a measure: one run may be lucky.
 *
 * @param against the method that the recording's is set beside
 * @returns null where no table of the recording's preset is on record
 */
export function useManySeeds(record: RunRecord, measure: Measure, against: Method): OverManySeeds | null {
  const { preset, method } = record.config;
  const table = (useTablesOnRecord() ?? []).find((one) => one.preset === preset && one.whole);
  const line = (of: Method) => table?.summaries.find((summary) => summary.method === of);
  const [own, other] = [line(method), line(against)];
  const [mean, otherMean] = [own?.measures[measure], other?.measures[measure]];
  const difference = own && other && contrast(own, other, measure);
  return mean && otherMean && difference ? { own: mean, other: otherMean, difference } : null;
}

/** The sentence on them. */
export function OverSeeds({
  record,
  measure,
  against,
  names,
}: {
  record: RunRecord;
  measure: Measure;
  against: Method;
  /** What stands beside the numbers of the recording's method and of the other. */
  names?: readonly [own: string, other: string];
}) {
  const found = useManySeeds(record, measure, against);
  if (!found) return null;
  const [own, other] = names ?? [METHOD_PLANS[record.config.method].label, METHOD_PLANS[against].label];
  return (
    <p className="step-why numeric" data-testid="over-seeds">
      <strong>
        {found.difference.n} seeds on record: {withSpread(found.own)} {own}, {withSpread(found.other)} {other}
        .
      </strong>{' '}
      {seedsWhy(found)}
    </p>
  );
}

/** "80 % ± 9". */
function withSpread({ mean, sd }: Estimate): string {
  return sd === null ? percent(mean) : `${percent(mean)} ± ${Math.round(100 * sd)}`;
}
