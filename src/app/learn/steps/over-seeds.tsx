import { METHOD_PLANS, type Method } from '../../../experiment/plan/methods';
import type { RunRecord } from '../../../experiment/record/run-record';
import type { Estimate } from '../../../experiment/results/statistics';
import { contrast, type Measure } from '../../../experiment/results/summary';
import { percent } from '../../design/format';
import { useTablesOnRecord } from '../../state/on-record';
import type { GuessBar } from '../guess-bars';
import { lineOnRecord } from '../seeds';
import { type OverManySeeds, seedsWhy } from '../why';

/**
 * What many seeds say of a measure: one run may be lucky.
 *
 * @param against the method that `method`, by default the recording's, is set beside
 * @returns null where no table of the recording's preset is on record
 */
export function useManySeeds(
  record: RunRecord,
  measure: Measure,
  against: Method,
  method: Method = record.config.method,
): OverManySeeds | null {
  const tables = useTablesOnRecord() ?? [];
  const [own, other] = [method, against].map((one) => lineOnRecord(tables, record, one));
  const [mean, otherMean] = [own?.measures[measure], other?.measures[measure]];
  const difference = own && other && contrast(own, other, measure);
  return mean && otherMean && difference ? { own: mean, other: otherMean, difference } : null;
}

/** The sentence on them. */
export function OverSeeds({
  record,
  measure,
  against,
  method = record.config.method,
  names,
}: {
  record: RunRecord;
  measure: Measure;
  against: Method;
  /** Which is set beside it; by default the recording's. */
  method?: Method;
  /** What stands beside the numbers of the recording's method and of the other. */
  names?: readonly [own: string, other: string];
}) {
  const found = useManySeeds(record, measure, against, method);
  if (!found) return null;
  const [own, other] = names ?? [METHOD_PLANS[method].label, METHOD_PLANS[against].label];
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

/** A mean over seeds as a bar, with its interval. */
export function seedsBar(
  label: string,
  { mean, interval, n }: Estimate,
  rest: Pick<GuessBar, 'tone' | 'asked'>,
): GuessBar {
  return { label: `${label}, mean of ${n} seeds`, result: { value: mean, ...interval }, ...rest };
}
