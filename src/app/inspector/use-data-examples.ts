import { useEffect, useState } from 'react';
import type { DatasetConfig } from '../../tasks/dataset';
import { whenIdle } from '../parts/idle-queue';
import { taskUi } from '../tasks/registry';
import type { InspectorItem } from './inspector-items';

/** Examples of the data a model would train on, for the inspector before anything ran; made one by one when the page is idle. */
export function useDataExamples(dataset: DatasetConfig, wanted: boolean): readonly InspectorItem[] {
  const { kind, layers, policies } = dataset;
  const { dataExamples } = taskUi(kind);
  const [items, setItems] = useState<readonly InspectorItem[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: how many examples a model trains on changes none of those shown.
  useEffect(() => {
    setItems([]);
    if (!wanted) return;
    const more = dataExamples(dataset);
    let callOff = () => {};
    const next = () => {
      callOff = whenIdle(() => {
        const { value, done } = more.next();
        if (done) return;
        setItems((made) => [
          ...made,
          { key: `data ${kind} ${layers} ${made.length}`, ...value, outcome: null },
        ]);
        next();
      });
    };
    next();
    return () => callOff();
  }, [kind, layers, policies, wanted]);
  return items;
}
