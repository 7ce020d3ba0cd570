import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../experiment/record/run-record';
import { situationOf } from '../gta-view';
import { recordedCall } from './recorded-call';

const published = readdirSync('public/runs')
  .filter((name) => name.endsWith('.json') && name !== 'index.json')
  .map((name) => JSON.parse(readFileSync(`public/runs/${name}`, 'utf8')) as RunRecord);
const ofTools = published.filter(({ config }) => config.dataset.kind === 'gta-policy');

describe('the call of the lesson', () => {
  it('is there for visitors: a run of GTAPolicy is published', () => {
    expect(ofTools.length).toBeGreaterThan(0);
  });

  it.each(ofTools)('of $title is decided by a rule, and its score is that of its parts', (record) => {
    const found = recordedCall(record);
    expect(found).not.toBeNull();
    if (!found) return;
    const { names, right, shown, calls, rule, example } = found;
    expect(names).toContain(right);
    expect(rule.tool).toBe(situationOf(example as never).turn.need.tool);
    expect(calls).toContain(shown);
    expect(shown.outcome.policyInPrompt).toBe(false);
    expect(shown.score.accuracy).toBe((shown.score.tool + shown.score.arguments) / 2);
    expect(shown.outcome.response.correct).toBe(shown.score.accuracy === 1);
  });

  it('shows a call that is right in part rather than one that is right, wherever a run has one', () => {
    for (const record of ofTools) {
      const partial = record.stages
        .flatMap(({ evaluation }) => evaluation?.examples ?? [])
        .filter(({ policyInPrompt, example, response: { parts } }) => {
          const { walk } = situationOf(example as never).turn;
          const earned = parts ? (parts.tool + parts.arguments) / 2 : 0;
          return !policyInPrompt && (walk?.steps.length ?? 0) >= 2 && earned > 0 && earned < 1;
        });
      const accuracy = recordedCall(record)?.shown.score.accuracy ?? 1;
      expect(accuracy > 0 && accuracy < 1).toBe(partial.length > 0);
    }
  });

  it('is of GTAPolicy alone', () => {
    const other = published.find(({ config }) => config.dataset.kind === 'clevr-policy-t') as RunRecord;
    expect(recordedCall(other)).toBeNull();
  });
});
