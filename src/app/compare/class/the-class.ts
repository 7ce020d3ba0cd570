import { useStore } from 'zustand';
import { type ClassStore, createClassStore, KEY } from './class-store';

/** The class of this browser. */
export const theClass = createClassStore(() => localStorage);

export const useClass = <T>(select: (state: ClassStore) => T): T => useStore(theClass, select);

/** Follows what other tabs collect; returns the way to stop. */
export function followOtherTabs(): () => void {
  const follow = ({ key }: StorageEvent) => {
    if (key === KEY) void theClass.getState().load(true);
  };
  addEventListener('storage', follow);
  return () => removeEventListener('storage', follow);
}
