import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { IMAGE_SIZE, visualTokens } from '../sequence/image';
import { experimentPolicies } from './clevr/clevr-policy-t';
import { policyPassage } from './clevr/example';
import { clevrExpectedTokens } from './clevr/expected-tokens';
import { loadNamedPolicies, loadPicturePolicies } from './clevr/policy/policy-dataset';
import { policyText } from './clevr/policy/policy-text';
import { leaves } from './clevr/policy/walk';
import { type DatasetConfig, layersInText, nameInText, OWN_TEXT_LIMIT, type TaskKind } from './dataset';
import { sampleExamples } from './gta/example';
import { freshPolicy } from './gta/rules/fresh';
import { PAPER_POLICY } from './gta/rules/policy-dataset';
import { gtaPolicyText } from './gta/rules/policy-text';
import { readOwnPolicy } from './own-policy';
import { taskOf } from './registry';

const ALL_LAYERS = [1, 2, 3, 4, 5, 6];
const dataset = (kind: TaskKind, layers: number, policies: number, own?: string): DatasetConfig => ({
  kind,
  layers,
  policies,
  cotPerPolicy: 4,
  poolPerPolicy: 4,
  ...(own !== undefined && { own }),
});
const [named] = loadNamedPolicies(2);
const text = policyText(named);
/** The same tree under a name that no named policy bears. */
const fresh = text.replace(named.name, 'L2-Bazu');
const messageOf = (kind: TaskKind, own: string) => {
  const read = readOwnPolicy({ kind, own });
  return read?.ok === false ? read.message : 'read';
};

describe('a policy of somebody’s own', () => {
  it('is read from its text, with every named policy as an example', () => {
    for (const layers of ALL_LAYERS) {
      for (const [kind, load] of [
        ['clevr-policy-t', loadNamedPolicies],
        ['clevr-policy-m', loadPicturePolicies],
      ] as const) {
        for (const policy of load(layers)) {
          const own = policyText(policy);
          expect(own.length).toBeLessThan(OWN_TEXT_LIMIT);
          expect([nameInText(own), layersInText(own)]).toEqual([policy.name, layers]);
          expect(experimentPolicies({ dataset: dataset(kind, layers, 1, own), seed: 3 })).toEqual([policy]);
          const read = readOwnPolicy({ kind, own });
          const answers = leaves(policy).filter(({ reachable }) => reachable).length;
          expect(read).toMatchObject({ ok: true, policy: { name: policy.name, answers } });
          expect(read?.ok && read.policy.tokens).toBeLessThan(1024);
        }
      }
    }
  });

  it('comes before named ones, alone or beside them, and takes the place of one of its name', () => {
    const names = (of: DatasetConfig, seed: number) =>
      experimentPolicies({ dataset: of, seed }).map(({ name }) => name);
    const without = names(dataset('clevr-policy-t', 2, 10), 5);
    expect(names(dataset('clevr-policy-t', 2, 1, fresh), 5)).toEqual(['L2-Bazu']);
    expect(names(dataset('clevr-policy-t', 2, 4, fresh), 5)).toEqual(['L2-Bazu', ...without.slice(0, 3)]);
    const both = names(dataset('clevr-policy-t', 2, 10, text), 5);
    expect(both[0]).toBe(named.name);
    expect(both.slice(1)).toEqual(without.filter((name) => name !== named.name));
  });

  it('is one object for one text: its examples share their policy', () => {
    const of = dataset('clevr-policy-t', 2, 1, fresh);
    const examples = [...taskOf('clevr-policy-t').examples(of, 'cot', 8, 1)];
    expect(new Set(examples.map(({ policy }) => policy)).size).toBe(1);
    expect(policyPassage(experimentPolicies({ dataset: of, seed: 9 })[0])).toBe(examples[0].policy);
  });

  it('leaves experiments without one as they were', () => {
    const plain = dataset('clevr-policy-t', 2, 2);
    expect(readOwnPolicy(plain)).toBeNull();
    expect(clevrExpectedTokens(plain).policy).toBe(8.5 * 3 + 4);
  });

  it('names the case that no scene reaches, and never asks for it', () => {
    const own = policyText(loadNamedPolicies(5)[0]);
    const read = readOwnPolicy({ kind: 'clevr-policy-t', own });
    expect(read?.ok && read.policy.notes).toEqual([
      expect.stringMatching(/^No scene leads to Cases [\d, ]+: they are neither trained nor measured\.$/),
    ]);
  });

  it('is refused in one sentence that says where it is wrong', () => {
    expect(messageOf('clevr-policy-t', fresh)).toBe('read');
    for (const [own, reason] of [
      ['', 'must begin with the line "Policy"'],
      ['Policy L2-Bazu\n', 'There are no sections'],
      [fresh.replace('L2-', 'L7-'), 'is not a policy name'],
      [fresh.replace('L2-', 'L1-'), 'the policy has 1 layers'],
      [fresh.slice(0, -30), 'Line '],
      [fresh.replace(/Case \d+/, 'Case 99'), 'Case 99'],
      [`${fresh}\n${fresh.slice(fresh.indexOf('#'))}`, 'already has a section'],
      [fresh.replace(/Case \d+/g, 'Case 1'), 'is already the response'],
    ]) {
      const message = messageOf('clevr-policy-t', own);
      expect(message).toContain(reason);
      expect(message).toMatch(/^Line \d+ of the policy: .*\.["”]?$/s);
    }
    expect(messageOf('clevr-policy-m', fresh)).toContain('belongs to ClevrPolicy-T');
    const pictured = policyText(loadPicturePolicies(2)[0]);
    expect(messageOf('clevr-policy-t', pictured)).toContain('belongs to ClevrPolicy-M');
    expect(() => experimentPolicies({ dataset: dataset('clevr-policy-t', 2, 1, 'x'), seed: 1 })).toThrow(
      'own policy cannot be read',
    );
  });
});

describe('rules of somebody’s own', () => {
  const of = (own?: string) => dataset('gta-policy', 4, 1, own);
  const examples = (own?: string) => [...taskOf('gta-policy').examples(of(own), 'pool', 30, 1)];

  it('take the place of the paper’s', () => {
    const rules = freshPolicy(RandomStream.of(3, 'own rules'));
    const own = gtaPolicyText(rules);
    expect(readOwnPolicy(of(own))).toMatchObject({ ok: true, policy: { name: rules.name } });
    const asked = examples(own).map((example) => taskOf('gta-policy').view(example));
    expect(asked[0]).toMatchObject({ rules });
    expect(new Set(examples(own).map(({ policy }) => policy)).size).toBe(1);
    // Written out, the paper's rules are the paper's experiment.
    expect(examples(gtaPolicyText(PAPER_POLICY)).map(({ answerClass }) => answerClass)).toEqual(
      examples().map(({ answerClass }) => answerClass),
    );
  });

  it('leave room for every question and response of the paper’s rules', () => {
    const drawn = sampleExamples(PAPER_POLICY, 400, RandomStream.of(2, 'lengths'));
    const visual = visualTokens({ side: IMAGE_SIZE });
    for (const { prompt, reasoning, answer } of drawn) {
      expect(prompt.images.length).toBeLessThanOrEqual(2);
      expect(prompt.tokens.length - visual * prompt.images.length).toBeLessThanOrEqual(132);
      expect(reasoning.length + answer.length).toBeLessThanOrEqual(60);
    }
  });

  it('are refused in one sentence that says where they are wrong', () => {
    const own = gtaPolicyText(PAPER_POLICY);
    expect(messageOf('gta-policy', own.replace('use OCR_v5', 'use OCR_v9'))).toMatch(
      /^Line \d+ of the rules: /,
    );
    expect(messageOf('gta-policy', own.replace(/# ImageStylization[^#]*/, ''))).toContain(
      'ImageStylization has no rule',
    );
  });
});
