import type { Group } from '../../train/rollout-group';

/** Groups that the record keeps of a step. */
const KEPT_GROUPS = 3;

/** Some groups of a step for the record: the first that train, and one that was dropped if any. */
export function someGroups(groups: readonly Group[]): Group[] {
  const dropped = groups.find((group) => group.dropped !== null);
  const trained = groups.filter((group) => group.dropped === null).slice(0, KEPT_GROUPS - (dropped ? 1 : 0));
  return dropped ? [...trained, dropped] : trained;
}
