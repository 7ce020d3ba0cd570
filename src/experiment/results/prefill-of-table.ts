import { median } from '../../evaluate/median';
import type { Method } from '../plan/methods';
import type { ResultRow } from './result-row';
import type { Estimate } from './statistics';

/**
 * What prefill costs a method, milliseconds: the median over all runs of a table, as `mean`, and the median distance of the runs from
 * it, as `sd`. All runs of a table have one network, and every run measures a prompt with the policy and one without. So they
 * all measure the same two numbers, and a run that something disturbed moves neither.
 *
 * @param rows of one table, measured on one device; not empty
 */
export function prefillOfTable(rows: readonly ResultRow[], method: Method): Estimate {
  const prompt = method === 'in-context' ? 'withPolicy' : 'withoutPolicy';
  const times = rows.map(({ prefillMs }) => prefillMs[prompt]);
  const middle = median(times);
  const distance = times.length > 1 ? median(times.map((time) => Math.abs(time - middle))) : null;
  return { n: times.length, mean: middle, sd: distance, interval: null };
}
