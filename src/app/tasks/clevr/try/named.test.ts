import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRunRecord } from '../../../../experiment/record/record-schema';
import { runRecordOf } from '../../../../experiment/testing/records';
import { RandomStream } from '../../../../random/stream';
import { experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { exampleForCase, reachableCases } from '../../../../tasks/clevr/example';
import { clevrOf, clevrView } from '../clevr-view';
import { learnedPolicy, taughtPolicies } from './named';
import { samePolicy } from './policy-edit';

const RUNS = 'public/runs';
const published: readonly { file: string }[] = JSON.parse(readFileSync(`${RUNS}/index.json`, 'utf8'));

describe('the policies that a run taught', () => {
  const plain = runRecordOf({ seed: 1, accuracy: 0.9 });

  it('follow from its configuration', () => {
    const planned = experimentPolicies(plain.config);
    expect(taughtPolicies(plain)).toEqual(planned);
    expect(learnedPolicy(plain, planned[1].name)).toEqual(planned[1]);
    expect(learnedPolicy(plain, 'L3-Nobody')).toBeNull();
  });

  it('stay those of the configuration where the evaluations show some of them only', () => {
    const planned = experimentPolicies(plain.config);
    const random = RandomStream.of(1);
    const { scene, gold } = exampleForCase(planned[0], reachableCases(planned[0])[0], random);
    const examples = [clevrView({ scene, policy: planned[0], gold })];
    expect(taughtPolicies(runRecordOf({ seed: 1, accuracy: 0.9, examples }))).toEqual(planned);
  });

  it.each(published.map(({ file }) => file))('are those that the evaluations of %s asked about', (file) => {
    const parsed = parseRunRecord(JSON.parse(readFileSync(`${RUNS}/${file}`, 'utf8')));
    if (!parsed.ok) throw new Error(parsed.message);
    const { record } = parsed;
    if (record.config.dataset.kind === 'gta-policy') return;
    const taught = taughtPolicies(record);
    expect(taught).toHaveLength(record.config.dataset.policies);
    const asked = record.stages.flatMap(({ evaluation }) => evaluation?.examples ?? []);
    expect(asked.length).toBeGreaterThan(0);
    for (const { example } of asked) {
      expect(taught.some((policy) => samePolicy(policy, clevrOf(example).policy))).toBe(true);
    }
  });
});
