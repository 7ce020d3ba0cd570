import { useEffect, useState } from 'react';
import { RandomStream } from '../../random/stream';
import { exampleForCase, reachableCases } from '../../tasks/clevr/example';
import { makeNamedPolicies } from '../../tasks/clevr/policy/named-policies';
import { whenIdle } from './idle-queue';
import type { InspectorItem } from './inspector-items';

const SHOWN = 8;

/** Examples of the data a model would train on, for the inspector before anything ran; made one by one when the page is idle. */
export function useDataExamples(layers: number, policies: number, wanted: boolean): readonly InspectorItem[] {
  const [items, setItems] = useState<readonly InspectorItem[]>([]);
  useEffect(() => {
    setItems([]);
    if (!wanted) return;
    const more = dataExamples(layers, policies);
    let callOff = () => {};
    const next = () => {
      callOff = whenIdle(() => {
        const { value, done } = more.next();
        if (done) return;
        setItems((made) => [...made, value]);
        next();
      });
    };
    next();
    return () => callOff();
  }, [layers, policies, wanted]);
  return items;
}

function* dataExamples(layers: number, policies: number): Generator<InspectorItem, undefined> {
  const random = RandomStream.of(layers, 'inspector/examples');
  const named = makeNamedPolicies(layers).slice(0, policies);
  for (let i = 0; i < SHOWN; i++) {
    const policy = named[i % named.length];
    const { scene, gold } = exampleForCase(policy, random.pick(reachableCases(policy)), random);
    const example = { scene, policy, gold };
    yield { key: `data ${layers} ${i}`, title: `${policy.name}, scene ${i + 1}`, example, outcome: null };
  }
}
