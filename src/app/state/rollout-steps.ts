import type { RolloutGroup } from '../../experiment/record/run-record';

/** A step is told again after each of its phases: its examples stay the same objects, so that no picture is redrawn. */
export function withKnownExamples(
  groups: readonly RolloutGroup[],
  before: readonly RolloutGroup[],
): RolloutGroup[] {
  const known = new Map(before.map(({ example }) => [JSON.stringify(example), example]));
  return groups.map((group) => ({
    ...group,
    example: known.get(JSON.stringify(group.example)) ?? group.example,
  }));
}

/**
 * At most `limit` of the steps, at even distances from the first to the newest, and the newest. The distance only ever
 * doubles, so that what is kept later was kept before.
 */
export function spreadOut<T extends { readonly step: number }>(steps: readonly T[], limit: number): T[] {
  const newest = steps[steps.length - 1]?.step ?? 0;
  let distance = 1;
  while (newest / distance >= limit) distance *= 2;
  return steps.filter(({ step }) => step % distance === 0 || step === newest);
}
