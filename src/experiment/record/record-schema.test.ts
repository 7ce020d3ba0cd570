import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadNamedPolicies } from '../../tasks/clevr/policy/policy-dataset';
import { policyText } from '../../tasks/clevr/policy/policy-text';
import { OFFERED_METHODS } from '../plan/methods';
import { runRecordOf, someExamples } from '../testing/records';
import { parseRunRecord, parseRunRecordFile, RECORD_LIMIT } from './record-schema';

const examples = [...someExamples(4, 3), ...someExamples(2, 6)];
const record = runRecordOf({ seed: 1, accuracy: 0.7, examples });

/** The record as JSON with the value at a path exchanged (undefined: left out). */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(record));
  const owner = path.slice(0, -1).reduce((inner, key) => inner[key], copy);
  owner[path[path.length - 1]] = value;
  return JSON.parse(JSON.stringify(copy));
}

function messageOf(json: unknown): string {
  const parsed = parseRunRecord(json);
  return parsed.ok ? 'accepted' : parsed.message;
}

describe('parseRunRecord', () => {
  it('gives back what was exported, for every method', () => {
    for (const method of OFFERED_METHODS) {
      const run = runRecordOf({ seed: 2, accuracy: 0.5, method, examples });
      expect(parseRunRecordFile(JSON.stringify(run))).toEqual({ ok: true, record: run });
    }
  });

  it('keeps the policy of somebody’s own, and refuses one that cannot be read', () => {
    const own = policyText(loadNamedPolicies(record.config.dataset.layers)[0]);
    const kept = changed(['config', 'dataset', 'own'], own);
    expect(parseRunRecord(kept)).toEqual({ ok: true, record: kept });
    expect(messageOf(changed(['config', 'dataset', 'own'], own.slice(0, 400)))).toMatch(
      /"config" is out of order: The experiment’s own policy cannot be read\. Line \d+/,
    );
  });

  it('gives back what the gate left out, and why', () => {
    const [step] = record.rollouts;
    const [group] = step.groups;
    const [own, aware] = group.responses;
    const unfaithful = {
      kind: 'quote',
      said: 'Condition 1: cyan',
      policy: 'Condition 1: a red object',
      accuracy: 1,
    };
    const gated = {
      ...group,
      responses: [own],
      gate: { own: 0.5, aware: 0.25 },
      leftOut: [{ ...aware, accuracy: 0, unfaithful }],
    };
    const unasked = { ...group, responses: [own], gate: { own: 1, aware: null } };
    const updates = [{ groups: 2, responses: 2, tokens: 4, maxLength: 20 }];
    const run = { ...record, rollouts: [{ step: 0, groups: [gated, unasked], updates }] };
    expect(parseRunRecordFile(JSON.stringify(run))).toEqual({ ok: true, record: run });
    const worded = { ...gated, leftOut: [{ ...aware, unfaithful: { ...unfaithful, kind: 'mood' } }] };
    expect(messageOf({ ...record, rollouts: [{ step: 0, groups: [worded] }] })).toContain(
      '"rollouts.0.groups.0.leftOut.0.unfaithful.kind"',
    );
  });

  it('keeps settings beyond today’s limits as they were run', () => {
    const parsed = parseRunRecord(changed(['config', 'rl', 'steps'], 123_456));
    expect(parsed.ok && parsed.record.config.rl.steps).toBe(123_456);
  });

  it('reads a run whose loss became NaN, which JSON writes as null', () => {
    const parsed = parseRunRecord(changed(['stages', 1, 'curve', 0, 'loss'], Number.NaN));
    expect(parsed.ok && parsed.record.stages[1].curve[0]).toEqual({ step: 0, 'clip_ratio/low_mean': 0.01 });
  });

  it('names what is wrong', () => {
    const scene = ['stages', 0, 'evaluation', 'examples', 0, 'example', 'scene'];
    const root = ['rollouts', 0, 'groups', 0, 'example', 'policy', 'root'];
    const cases: [path: (string | number)[], value: unknown, reason: string][] = [
      [['version'], 2, 'It is of version 2'],
      [['config', 'dataset', 'layers'], 0, '"config.dataset.layers" is 0'],
      [['config', 'dataset', 'policies'], 2.5, '"config.dataset.policies" is 2.5'],
      [['config', 'rl', 'groupSize'], -4, '"config.rl.groupSize" is -4'],
      [['config', 'vmCpt', 'steps'], 1e300, '"config.vmCpt.steps" is 1e+300'],
      [['config', 'seed'], 0.5, '"config.seed" is 0.5'],
      [['rollouts', 0, 'groups', 0, 'example', 'policy', 'layers'], 0, 'layers'],
      [['stages', 0, 'seconds'], 1e300, 'seconds'],
      [['extra'], 1, '"extra" is not a field'],
      [['title'], 'x'.repeat(201), '"title" should be <=200'],
      [['stages'], [], '"stages" should be >=1'],
      [['stages', 1, 'stage'], 'sft', '"stages.1.stage"'],
      [
        ['stages', 1, 'curve', 0, 'loss'],
        'low',
        '"stages.1.curve.0.loss" is out of order: it should be a number.',
      ],
      [['stages', 1, 'evaluation', 'endTask', 'value'], 1.5, '"stages.1.evaluation.endTask.value"'],
      [['stages', 1, 'evaluation', 'inContext'], undefined, 'inContext" is missing'],
      [['provenance', 'date'], 'yesterday', 'no date'],
      [[...scene, 'objects', 0, 'shape'], 'torus', 'shape should be'],
      [[...root, 'label'], 2, 'rules of a policy'],
      [[...root, 'whenTrue'], { kind: 'response', caseNumber: 99 }, 'whenTrue'],
      [['rollouts', 0, 'groups', 0, 'responses', 0, 'source'], 'other', 'source'],
    ];
    for (const [path, value, reason] of cases) {
      expect(messageOf(changed(path, value)), reason).toContain(reason);
    }
  });

  it('refuses names that every object inherits, anywhere', () => {
    const text = JSON.stringify(record).replace('"loss":1.5', '"__proto__":{"polluted":1}');
    const parsed = parseRunRecordFile(text);
    expect(!parsed.ok && parsed.message).toContain('"__proto__", which is refused');
    expect('polluted' in {}).toBe(false);
  });

  it('refuses what is no JSON, too long or too deep, without throwing', () => {
    const open = (content: string) => {
      const parsed = parseRunRecordFile(content);
      return parsed.ok ? 'accepted' : parsed.message;
    };
    expect(open(JSON.stringify(record).slice(0, -5))).toContain('not JSON');
    expect(open(' '.repeat(RECORD_LIMIT + 1))).toContain('million characters');
    expect(open(`${'['.repeat(1e5)}${']'.repeat(1e5)}`)).toMatch(/nested deeper|not JSON/);
    expect(open(`[${'0,'.repeat(2e6)}0]`)).toContain('more values');
  });

  it('opens every recorded run that is published with the page', () => {
    const files = existsSync('public/runs')
      ? readdirSync('public/runs').filter((name) => name.endsWith('.json') && name !== 'index.json')
      : [];
    for (const name of files) {
      const parsed = parseRunRecordFile(readFileSync(`public/runs/${name}`, 'utf8'));
      expect(parsed.ok || parsed.message, name).toBe(true);
    }
  });
});
