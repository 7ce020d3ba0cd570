// Writes datasets/clevr-policy/ontology.json, and policies-n1.json ... policies-n6.json there and, with crops, in
// datasets/clevr-policy-m/; the same files on every machine.
// Usage: node scripts/make-policies.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { source } from './source.mjs';

const { ATTRIBUTE_VALUES } = await source('scene/scene-graph.ts');
const { makeNamedPolicies, makePicturePolicies } = await source('tasks/clevr/policy/named-policies.ts');
const { policyJson } = await source('tasks/clevr/policy/policy-json.ts');

const folder = (/** @type {string} */ name) => {
  const url = new URL(`../datasets/${name}/`, import.meta.url);
  mkdirSync(url, { recursive: true });
  return url;
};

const text = folder('clevr-policy');
writeFileSync(new URL('ontology.json', text), `${JSON.stringify(ATTRIBUTE_VALUES, null, 2)}\n`);
writePolicies(text, makeNamedPolicies);
writePolicies(folder('clevr-policy-m'), makePicturePolicies);

function writePolicies(/** @type {URL} */ to, /** @type {(layers: number) => unknown[]} */ make) {
  for (let layers = 1; layers <= 6; layers++) {
    const lines = make(layers).map((policy) => JSON.stringify(policyJson(policy)));
    writeFileSync(new URL(`policies-n${layers}.json`, to), `[\n${lines.join(',\n')}\n]\n`);
  }
}
