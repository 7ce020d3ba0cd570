import { useSyncExternalStore } from 'react';

const query = '(max-width: 52rem)';

/** True on screens with room for one column only. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
