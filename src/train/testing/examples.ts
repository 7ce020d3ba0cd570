import { RandomStream } from '../../random/stream';
import { type ClevrExample, exampleForCase, reachableCases } from '../../tasks/clevr/example';
import { loadNamedPolicies } from '../../tasks/clevr/policy/policy-dataset';

/** Examples of the first named policies with so many layers, dealt in turn. */
export function someExamples(count: number, policies = 1, layers = 2): ClevrExample[] {
  const random = RandomStream.of(11, 'examples for tests');
  const named = loadNamedPolicies(layers).slice(0, policies);
  return Array.from({ length: count }, (_, i) => {
    const policy = named[i % policies];
    const cases = reachableCases(policy);
    return exampleForCase(policy, cases[Math.floor(i / policies) % cases.length], random);
  });
}
