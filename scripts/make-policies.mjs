// Writes datasets/clevr-policy/ontology.json and policies-n1.json ... policies-n6.json; the same files on every machine.
// Usage: node scripts/make-policies.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { source } from './source.mjs';

const { ATTRIBUTE_VALUES } = await source('tasks/clevr/scene/scene-graph.ts');
const { makeNamedPolicies } = await source('tasks/clevr/policy/named-policies.ts');
const { policyJson } = await source('tasks/clevr/policy/policy-json.ts');

const folder = new URL('../datasets/clevr-policy/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('ontology.json', folder), `${JSON.stringify(ATTRIBUTE_VALUES, null, 2)}\n`);
for (let layers = 1; layers <= 6; layers++) {
  const lines = [];
  for (const policy of makeNamedPolicies(layers)) lines.push(JSON.stringify(policyJson(policy)));
  writeFileSync(new URL(`policies-n${layers}.json`, folder), `[\n${lines.join(',\n')}\n]\n`);
}
