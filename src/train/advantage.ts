/** Added to the standard deviation, as in TRL and EasyR1. */
const EPSILON = 1e-6;

/**
 * Group-relative advantages A_i = (r_i - mean) / (std + 1e-6), std with one degree of freedom removed (GRPO; Shao et al.,
 * 2024, eq. 3; method 2.2). In PolicyRollout the group holds no-policy and policy-aware responses together.
 *
 * @param rewards of all responses to one prompt; one alone gets advantage 0
 */
export function groupAdvantages(rewards: readonly number[]): number[] {
  const mean = average(rewards);
  const deviation = standardDeviation(rewards);
  return rewards.map((reward) => (reward - mean) / (deviation + EPSILON));
}

/**
 * Control: advantages from the mean and spread of the response's own source, so that policy-aware responses are not
 * compared with no-policy ones. PolicyRollout itself has one mean and one spread per group.
 *
 * @param sources of the rewards, in the same order
 */
export function advantagesBySource(rewards: readonly number[], sources: readonly string[]): number[] {
  const bySource = new Map(
    sources.map((source) => [source, groupAdvantages(rewards.filter((_, i) => sources[i] === source))]),
  );
  return sources.map((source, i) => {
    const before = sources.slice(0, i).filter((other) => other === source).length;
    return (bySource.get(source) as number[])[before];
  });
}

export function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation (n - 1); 0 for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) {
    return 0;
  }
  const mean = average(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
