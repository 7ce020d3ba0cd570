import { type RefObject, useLayoutEffect } from 'react';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { layoutPolicy } from '../tree-layout';

/** Deep trees are higher than their frame: a new one is shown with its root, where every path begins, in the middle. */
export function useScrollToRoot(frame: RefObject<HTMLElement | null>, policy: Policy): void {
  const { name, layers } = policy;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an edit of the same policy leaves the tree where it is.
  useLayoutEffect(() => {
    const { nodes, height } = layoutPolicy(policy);
    const element = frame.current;
    if (element) {
      element.scrollTop = (nodes[0].y / height) * element.scrollHeight - element.clientHeight / 2;
      element.scrollLeft = 0;
    }
  }, [frame, name, layers]);
}
