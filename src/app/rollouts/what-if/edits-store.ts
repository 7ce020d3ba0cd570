import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Edits } from '../../../experiment/inspect/edited-group';

/** Most steps that can be undone in one group. */
const KEPT_STEPS = 200;

/**
 * What the visitor rewrote, by group, the newest edits last; it lasts as long as the page. Nothing but the screen Rollouts reads it:
 * the run and its record know nothing of it.
 */
interface EditsStore {
  readonly groups: { readonly [group: string]: readonly Edits[] };
}

export const editsStore = createStore<EditsStore>(() => ({ groups: {} }));

const NONE: Edits = {};

/** Names a group of a step of a run. */
export function groupKey(run: string, step: number, group: number): string {
  return JSON.stringify([run, step, group]);
}

export function editsOf(key: string): Edits {
  return editsStore.getState().groups[key]?.at(-1) ?? NONE;
}

export const useEdits = (key: string): Edits =>
  useStore(editsStore, ({ groups }) => groups[key]?.at(-1) ?? NONE);

/** Rewrites a response; `recorded`: its texts on record, which are no edit. */
export function rewrite(
  key: string,
  place: number,
  texts: readonly string[],
  recorded: readonly string[],
): void {
  const { [place]: _, ...others } = editsOf(key);
  const isRecord = texts.join('\n') === recorded.join('\n');
  push(key, isRecord ? others : { ...others, [place]: texts });
}

function push(key: string, edits: Edits): void {
  editsStore.setState(({ groups }) => ({
    groups: { ...groups, [key]: [...(groups[key] ?? []), edits].slice(-KEPT_STEPS) },
  }));
}

/** Takes the last edit of a group back. */
export function undo(key: string): void {
  editsStore.setState(({ groups }) => ({ groups: { ...groups, [key]: (groups[key] ?? []).slice(0, -1) } }));
}

/** The group as it was recorded; this can be undone, too. */
export function toRecord(key: string): void {
  push(key, NONE);
}

export const useCanUndo = (key: string): boolean =>
  useStore(editsStore, ({ groups }) => (groups[key]?.length ?? 0) > 0);
