import { useEffect, useState } from 'react';
import { exampleForCase, reachableCases } from '../../data/clevr-policy';
import { makeNamedPolicies } from '../../policy/named-policies';
import { RandomStream } from '../../random/stream';
import { whenIdle } from './idle-queue';
import type { InspectorItem } from './inspector-items';

const SHOWN = 8;

/** Examples of the data a model would train on, for the inspector before anything ran; made when the page is idle. */
export function useDataExamples(layers: number, policies: number, wanted: boolean): readonly InspectorItem[] {
  const [items, setItems] = useState<readonly InspectorItem[]>([]);
  useEffect(() => {
    if (!wanted) return;
    return whenIdle(() => setItems(dataExamples(layers, policies)));
  }, [layers, policies, wanted]);
  return items;
}

function dataExamples(layers: number, policies: number): InspectorItem[] {
  const random = RandomStream.of(layers, 'inspector/examples');
  const named = makeNamedPolicies(layers).slice(0, policies);
  return Array.from({ length: SHOWN }, (_, i) => {
    const policy = named[i % named.length];
    const { scene, gold } = exampleForCase(policy, random.pick(reachableCases(policy)), random);
    const example = { scene, policy, gold };
    return { key: `data ${layers} ${i}`, title: `${policy.name}, scene ${i + 1}`, example, outcome: null };
  });
}
