import type { StopRules } from '../plan/config';
import type { StageName } from '../plan/methods';
import type { MetricPoint } from '../record/run-record';

/** RL steps whose mean accuracy is held against the target. */
const TARGET_STEPS = 5;

/**
 * Which stop rule a stage meets before its next step, as a sentence; null when it goes on.
 *
 * @param minutes of training that the stage has taken
 */
export function stopReason(
  rules: StopRules | undefined,
  stage: StageName,
  curve: readonly MetricPoint[],
  minutes: number,
): string | null {
  if (rules?.minutes !== undefined && minutes >= rules.minutes) {
    return `It reached its limit of ${rules.minutes} ${rules.minutes === 1 ? 'minute' : 'minutes'}.`;
  }
  if (rules?.accuracy !== undefined && stage === 'rl' && curve.length >= TARGET_STEPS) {
    // Of a mixed group the responses without the policy count: they are what is internalized.
    const recent = curve
      .slice(-TARGET_STEPS)
      .map((point) => point['rewards/accuracy/no_policy'] ?? point['rewards/accuracy']);
    const mean = recent.reduce((a, b) => a + b, 0) / TARGET_STEPS;
    if (mean >= rules.accuracy) {
      const percent = (share: number) => `${Math.round(100 * share)} %`;
      return `The accuracy of its last ${TARGET_STEPS} steps, ${percent(mean)}, reached the target of ${percent(rules.accuracy)}.`;
    }
  }
  return null;
}
