import { describe, expect, it } from 'vitest';
import { modelConfig } from '../../model/config';
import { RandomStream } from '../../random/stream';
import type { ObjectAttributes } from '../../scene/scene-graph';
import { generatePolicy } from '../../tasks/clevr/policy/generator';
import { loadNamedPolicies, loadPicturePolicies } from '../../tasks/clevr/policy/policy-dataset';
import { policyText } from '../../tasks/clevr/policy/policy-text';
import type { Crops, DecisionNode, PolicyNode } from '../../tasks/clevr/policy/policy-tree';
import { OWN_TEXT_LIMIT } from '../../tasks/dataset';
import type { GtaPolicy, RuleNode } from '../../tasks/gta/rules/policy';
import { PAPER_POLICY } from '../../tasks/gta/rules/policy-dataset';
import { gtaPolicyText } from '../../tasks/gta/rules/policy-text';
import { readOwnPolicy } from '../../tasks/own-policy';
import type { ExperimentConfig } from './config';
import { clampConfig } from './config-schema';
import { estimateCost } from './estimate';
import { ownPolicyFault, parseConfig } from './parse-config';
import { experimentTitle, findPreset, type Preset, presetConfig } from './presets';
import { beside, taughtIn, teach, untaught } from './teach';

const configOf = (name: string): ExperimentConfig =>
  presetConfig(findPreset(name) as Preset, 'trimpi-dapo', 4);
const quick = configOf('quick');
const text = (layers: number) => policyText(loadNamedPolicies(layers)[2]);
const tree = (layers: number, answers = 2 ** layers) =>
  ({ kind: 'clevr-policy-t', text: text(layers), answers }) as const;

describe('an experiment on a policy of somebody’s own', () => {
  it('is the one that is set up, with that policy alone, and passes as an experiment', () => {
    const config = teach({ ...quick, rl: { ...quick.rl, steps: 7 } }, tree(3));
    expect(config.dataset).toEqual({ ...quick.dataset, policies: 1, own: text(3) });
    expect(config.rl.steps).toBe(7);
    expect(parseConfig(config)).toEqual({ ok: true, config, notes: [] });
    expect(experimentTitle(config)).toBe(`Quick, own policy ${loadNamedPolicies(3)[2].name}`);
  });

  it('has the policy’s layers, and reasoning for every case', () => {
    const { dataset } = teach(quick, tree(5, 28));
    expect(dataset).toMatchObject({ layers: 5, cotPerPolicy: 42 });
  });

  it('is of the policy’s task', () => {
    const pictured = policyText(loadPicturePolicies(3)[0]);
    const config = teach(quick, { kind: 'clevr-policy-m', text: pictured, answers: 8 });
    expect(config.preset).toBe('m-quick');
    expect(parseConfig(config)).toEqual({ ok: true, config, notes: [] });
    const tools = teach(quick, { kind: 'gta-policy', text: gtaPolicyText(PAPER_POLICY), answers: 26 });
    expect(tools).toMatchObject({
      preset: 'gta-quick',
      base: 'small-gta',
      dataset: { policies: 1, layers: 4 },
    });
    expect(parseConfig(tools)).toEqual({ ok: true, config: tools, notes: [] });
  });

  it('keeps the policy where another preset of its task is chosen, and lets it go', () => {
    const alone = teach(quick, tree(4, 16));
    const together = { ...alone, dataset: { ...alone.dataset, policies: beside(alone) } };
    const micro = configOf('micro');
    expect(taughtIn(micro, alone).dataset).toEqual({
      ...micro.dataset,
      ...{ layers: 4, policies: 1, cotPerPolicy: 24, own: text(4) },
    });
    expect(taughtIn(micro, together).dataset.policies).toBe(2);
    expect(taughtIn(configOf('gta-quick'), alone)).toEqual(configOf('gta-quick'));
    expect(untaught(together)).toEqual(quick);
  });

  it('costs what its own conditions cost', () => {
    const [small, large] = [teach(quick, tree(2)), teach(quick, tree(6, 40))].map(estimateCost);
    expect(large.flops).toBeGreaterThan(small.flops);
    // A written-out named policy costs what named ones do.
    const one = { ...quick, dataset: { ...quick.dataset, policies: 1 } };
    expect(estimateCost(teach(one, tree(3))).flops).toBeCloseTo(estimateCost(one).flops, -6);
  });

  it('says what is wrong with a policy that no model could be taught', () => {
    const damaged = { ...quick, dataset: { ...quick.dataset, policies: 1, own: 'Policy L3-Suri\n' } };
    const parsed = parseConfig(damaged);
    expect(parsed.ok ? 'read' : parsed.message).toMatch(
      /^The experiment’s own policy cannot be read\. Line \d/,
    );
    const other = clampConfig({ ...quick, dataset: { ...quick.dataset, policies: 1, own: text(5) } });
    expect(other.config.dataset.layers).toBe(5);
    expect(other.notes).toEqual(['Layers N: the policy of this experiment has 5, so 5 is used.']);
    expect(ownPolicyFault(quick.dataset)).toBeNull();
  });

  it('fits into what the models read, with as many conditions and crops as there can be', () => {
    const { maxPositions } = modelConfig('small');
    for (const seed of [1, 2, 3, 4]) {
      const policy = generatePolicy(RandomStream.of(seed, 'longest'), 6, 'L6-Bazu');
      const own = policyText({ ...policy, root: allByCrops(policy.root, {}) as DecisionNode });
      expect(own.length).toBeLessThan(OWN_TEXT_LIMIT);
      const read = readOwnPolicy({ kind: 'clevr-policy-m', own });
      expect(read?.ok && read.policy.tokens).toBeLessThan(maxPositions);
    }
    const rules = readOwnPolicy({ kind: 'gta-policy', own: gtaPolicyText(longRules()) });
    expect(rules?.ok && rules.policy.tokens).toBeGreaterThan(800);
    expect(rules?.ok && rules.policy.tokens).toBeLessThan(maxPositions);
  });
});

/** The same tree with all of its values shown by crops. */
function allByCrops(node: PolicyNode, above: Crops): PolicyNode {
  if (node.kind === 'response') return node;
  const some: ObjectAttributes = { size: 'small', color: 'red', material: 'metal', shape: 'cube' };
  const crops = { ...above, [node.asks]: { ...some, ...node.condition } };
  return {
    ...node,
    crops,
    whenTrue: allByCrops(node.whenTrue, crops),
    whenFalse: allByCrops(node.whenFalse, above),
  };
}

/** The paper's rules, with as many conditions as labels allow put before the first of them. */
function longRules(): GtaPolicy {
  let label = 20;
  const longer = (node: RuleNode, depth: number): RuleNode =>
    node.kind === 'tool'
      ? depth === 0 || label > 63
        ? node
        : {
            kind: 'condition',
            label: label++,
            condition: { about: 'credits', comparison: '>', threshold: 100 + label },
            whenTrue: longer(node, depth - 1),
            whenFalse: longer(node, depth - 1),
          }
      : { ...node, whenTrue: longer(node.whenTrue, depth - 1), whenFalse: longer(node.whenFalse, depth - 1) };
  const rules = PAPER_POLICY.rules.map((rule) => ({
    ...rule,
    root: longer(rule.root, 5) as typeof rule.root,
  }));
  return { ...PAPER_POLICY, rules };
}
