import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RunRecord } from '../../experiment/record/run-record';
import type { RunSource, RunStorage, StoredRun } from '../../experiment/record/run-store-db';

/** Runs that can be compared at once: more lines than that nobody tells apart. */
export const COMPARED = 6;
/** Longest name that a visitor may give a run, characters. */
const LONGEST_NAME = 80;

/** A run of the list, whole. */
export interface RunEntry {
  readonly id: string;
  readonly source: RunSource;
  /** The visitor's name for it, else the record's title. */
  readonly name: string;
  readonly starred: boolean;
  readonly record: RunRecord;
}

export interface RunListState {
  /** Starred first, then the newest. */
  readonly entries: readonly RunEntry[];
  /** Ids of the runs to compare, in the order of choosing; at most {@link COMPARED}. */
  readonly selected: readonly string[];
  readonly loading: 'not yet' | 'going on' | 'done';
  /** What storage could not do, a sentence each. */
  readonly faults: readonly string[];
  /** What did not arrive, as a sentence; it can be loaded again. */
  readonly lost: string | null;
  /** The run taken off last, while it can be put back. */
  readonly removed: RunEntry | null;
  /** Recordings that the visitor took off the list. */
  readonly hidden: readonly RunEntry[];
  /** Changes that the visitor's storage has taken in this visit. */
  readonly changes: number;
}

export interface RunListActions {
  /** Reads what earlier visits kept and fetches the recordings; once, and again where something did not arrive. */
  load(): Promise<void>;
  /** One run that this browser keeps, list or no list; null where it cannot be read. */
  read(id: string): Promise<RunRecord | null>;
  /**
   * Shows a run that the trainer has stored; one that was taken back and ended once more takes its own place. `fault`: why it could
   * not store it.
   */
  arrive(record: RunRecord, fault: string | null): void;
  /**
   * Adds a run of a file. False when the list has it already; true when it is stored, or a fault says why not.
   */
  add(record: RunRecord): Promise<boolean>;
  rename(id: string, name: string): void;
  star(id: string, starred: boolean): void;
  select(id: string, selected: boolean): void;
  /** Chooses exactly these, as far as there is room. */
  choose(ids: readonly string[]): void;
  remove(id: string): void;
  /** Puts the run taken off last back. */
  undo(): void;
  /** Puts all recordings back. */
  unhide(): void;
  dismissFaults(): void;
}

export type RunListStore = RunListState & RunListActions;

export interface RunListParts {
  /** Fetched with the code that reads records when it is first needed. */
  readonly storage: () => Promise<RunStorage>;
  /** Hands out the recordings published with the page, one after the other; returns how many did not arrive. */
  readonly recordings: (found: (record: RunRecord) => void) => Promise<number>;
}

export function createRunList({ storage, recordings }: RunListParts): StoreApi<RunListStore> {
  return createStore<RunListStore>((set, get) => {
    const tell = (fault: string | null) => {
      if (fault !== null) set(({ faults }) => ({ faults: [...new Set([...faults, fault])] }));
    };
    /** What `work` gives, or the sentence that the code of the storage did not arrive. */
    const use = <T>(work: (storage: RunStorage) => Promise<T>): Promise<T | string> =>
      storage().then(work, () => NO_STORAGE);
    /** Says what a change of the storage came to. */
    const done = (fault: string | null) => {
      tell(fault);
      set(({ changes }) => ({ changes: changes + 1 }));
    };
    const save = async (entry: RunEntry, hidden = false) =>
      done(await use((stored) => stored.save(storedRun(entry, hidden))));
    const forget = async (id: string) => done(await use((stored) => stored.remove(id)));
    const change = (id: string, next: (entry: RunEntry) => RunEntry) => {
      const entry = get().entries.find((one) => one.id === id);
      if (!entry) return;
      const changed = next(entry);
      set(({ entries }) => ({ entries: inOrder(entries.map((one) => (one.id === id ? changed : one))) }));
      void save(changed);
    };
    const insert = (entry: RunEntry) =>
      set(({ entries }) => ({ entries: inOrder([...entries.filter(({ id }) => id !== entry.id), entry]) }));
    const has = (id: string) => get().entries.some((entry) => entry.id === id);
    return {
      entries: [],
      selected: [],
      loading: 'not yet',
      faults: [],
      lost: null,
      removed: null,
      hidden: [],
      changes: 0,
      async read(id) {
        const stored = await use((one) => one.read(id));
        return typeof stored === 'string' ? null : (stored?.record ?? null);
      },
      async load() {
        if (get().loading === 'going on' || (get().loading === 'done' && get().lost === null)) return;
        set({ loading: 'going on', lost: null });
        const loaded = await use((stored) => stored.load());
        const { runs, faults } = typeof loaded === 'string' ? { runs: [], faults: [] } : loaded;
        faults.forEach(tell);
        for (const run of runs) {
          if (!run.record) continue;
          // A run that finished before the list was read is there already; an earlier visit may have named it.
          const mine = get().entries.find(({ id }) => id === run.id);
          if (!mine || (mine.name === mine.record.title && !mine.starred)) insert(entryOf(run, run.record));
        }
        const known = new Map(runs.map((run) => [run.id, run]));
        const missing = await recordings((record) => {
          if (has(record.id) || get().hidden.some(({ id }) => id === record.id)) return;
          const entry = entryOf(known.get(record.id) ?? { ...FRESH, source: 'recording' }, record);
          if (known.get(record.id)?.hidden) set(({ hidden }) => ({ hidden: [...hidden, entry] }));
          else insert(entry);
        });
        const lost = [
          ...(typeof loaded === 'string' ? [loaded] : []),
          ...(missing > 0 ? [missingSentence(missing)] : []),
        ];
        set({ loading: 'done', lost: lost.length > 0 ? lost.join(' ') : null });
      },
      arrive(record, fault) {
        const before = get().entries.find(({ id }) => id === record.id);
        const { name, starred } = before ? { name: givenName(before), starred: before.starred } : FRESH;
        insert(entryOf({ source: 'live', name, starred }, record));
        tell(fault);
      },
      async add(record) {
        if (has(record.id)) return false;
        insert(entryOf({ ...FRESH, source: 'file' }, record));
        tell(await use((stored) => stored.keep(record, 'file')));
        return true;
      },
      rename(id, name) {
        const given = name.trim().slice(0, LONGEST_NAME);
        change(id, (entry) => ({ ...entry, name: given || entry.record.title }));
      },
      star: (id, starred) => change(id, (entry) => ({ ...entry, starred })),
      select(id, selected) {
        set((state) => {
          const others = state.selected.filter((one) => one !== id);
          return { selected: selected ? [...others, id].slice(-COMPARED) : others };
        });
      },
      choose: (ids) => set({ selected: [...new Set(ids)].slice(0, COMPARED) }),
      remove(id) {
        const entry = get().entries.find((one) => one.id === id);
        if (!entry) return;
        set(({ entries, selected, hidden }) => ({
          entries: entries.filter((one) => one.id !== id),
          selected: selected.filter((one) => one !== id),
          hidden: entry.source === 'recording' ? [...hidden, entry] : hidden,
          removed: entry,
        }));
        void (entry.source === 'recording' ? save(entry, true) : forget(id));
      },
      undo() {
        const { removed } = get();
        if (!removed) return;
        insert(removed);
        set(({ hidden }) => ({ removed: null, hidden: hidden.filter(({ id }) => id !== removed.id) }));
        void save(removed);
      },
      unhide() {
        for (const entry of get().hidden) {
          insert(entry);
          void save(entry);
        }
        set({ hidden: [], removed: null });
      },
      dismissFaults: () => set({ faults: [] }),
    };
  });
}

const NO_STORAGE =
  'The code that stores runs could not be loaded, so runs of earlier visits are not shown, and changes last until this tab closes.';

function missingSentence(count: number): string {
  return `${count === 1 ? 'A recording' : `${count} recordings`} could not be loaded: without a network only those are here that were opened before.`;
}

const FRESH = { name: null, starred: false } as const;

function entryOf(
  { source, name, starred }: Pick<StoredRun, 'source' | 'name' | 'starred'>,
  record: RunRecord,
): RunEntry {
  return { id: record.id, source, name: name ?? record.title, starred, record };
}

/** The visitor's own name for a run; null where there is none. */
function givenName({ name, record }: RunEntry): string | null {
  return name === record.title ? null : name;
}

function storedRun(entry: RunEntry, hidden: boolean): StoredRun {
  const { id, source, starred, record } = entry;
  return {
    id,
    source,
    name: givenName(entry),
    starred,
    hidden,
    // Recordings come with the page: only what the visitor did to them is kept.
    record: source === 'recording' ? null : record,
  };
}

function inOrder(entries: readonly RunEntry[]): RunEntry[] {
  const time = ({ record }: RunEntry) => Date.parse(record.provenance.date);
  return [...entries].sort((a, b) => Number(b.starred) - Number(a.starred) || time(b) - time(a));
}
