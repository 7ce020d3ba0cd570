import { answersRight, departuresOf, sampledFor } from '../../experiment/record/gate-view';
import type { Departure, RolloutGroup, RunRecord } from '../../experiment/record/run-record';
import { LESSON_TASK } from './lesson';

/** Two recorded responses to one question, both right: one follows the policy, the other does not. */
export interface RightPair {
  readonly record: RunRecord;
  readonly step: number;
  /** Of the group in its step. */
  readonly place: number;
  readonly group: RolloutGroup;
  /** Places of the two in {@link sampledFor}, in the order of the group. */
  readonly shown: readonly [number, number];
  /** Which of the two departs from the policy, and where. */
  readonly wrong: 0 | 1;
  readonly departure: Departure;
}

/** Recorded right responses, and those of them that depart from the policy. */
export interface WrongReasons {
  readonly pair: RightPair;
  /** Whether the one that departs had the policy in sight; the counts are of responses from the same source. */
  readonly isAware: boolean;
  readonly right: number;
  readonly departing: number;
}

/**
 * A pair for the lesson out of a recorded run, best of responses written with the policy in sight; null where every right response
 * follows its policy.
 */
export function wrongReasons(record: RunRecord): WrongReasons | null {
  if (record.config.dataset.kind !== LESSON_TASK) return null;
  const pairs: { aware: RightPair[]; own: RightPair[] } = { aware: [], own: [] };
  const counts = { aware: { right: 0, departing: 0 }, own: { right: 0, departing: 0 } };
  for (const { step, groups } of record.rollouts) {
    for (const [place, group] of groups.entries()) {
      const departures = departuresOf(group);
      const right = sampledFor(group).flatMap((response, at) =>
        answersRight(response) ? [{ at, source: response.source, departure: departures[at] }] : [],
      );
      for (const { at, source, departure } of right) {
        const side = source === 'policy-aware' ? 'aware' : 'own';
        counts[side].right++;
        if (!departure) continue;
        counts[side].departing++;
        const sound = right.find((other) => !other.departure);
        if (!sound) continue;
        const isFirst = at < sound.at;
        pairs[side].push({
          ...{ record, step, place, group, departure },
          shown: isFirst ? [at, sound.at] : [sound.at, at],
          wrong: isFirst ? 0 : 1,
        });
      }
    }
  }
  for (const side of ['aware', 'own'] as const) {
    // A wrong quotation is plainer to see than a wrong jump.
    const pair = pairs[side].find(({ departure }) => departure.kind === 'quote') ?? pairs[side][0];
    if (pair) return { pair, isAware: side === 'aware', ...counts[side] };
  }
  return null;
}

const START = 10;

/**
 * Share of right policy-aware responses that are faithful, mean over the first steps of RL; null where a run does not say. Of its
 * recorded groups some were chosen because they have one that is not, so that they are none to count.
 */
export function faithfulAtStart({ stages }: RunRecord): number | null {
  const curve = stages.find(({ stage }) => stage === 'rl')?.curve.slice(0, START) ?? [];
  const shares = curve.map((point) => point['gate/faithful']).filter((share) => share !== undefined);
  return shares.length > 0 ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null;
}

/** The best that some records have: one of responses with the policy in sight, else any. */
export function wrongReasonsIn(records: readonly RunRecord[]): WrongReasons | null {
  const found = records.flatMap((record) => wrongReasons(record) ?? []);
  return found.find(({ isAware }) => isAware) ?? found[0] ?? null;
}

/** A response as steps to read: "Condition 1: cyan? yes"; without its answer. */
export function stepsInWords(tokens: readonly { readonly text: string }[]): string[] {
  const words = tokens.map(({ text }) => text);
  const end = words.indexOf('</think>');
  const steps: string[] = [];
  for (const word of words.slice(0, end < 0 ? words.length : end)) {
    if (word.startsWith('Condition ')) steps.push(`${word}:`);
    else if (steps.length > 0) steps[steps.length - 1] += word === '?' ? '?' : ` ${word}`;
  }
  return steps;
}
