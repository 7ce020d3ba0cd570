import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  boardOfText,
  type ClassBoard,
  type Collected,
  collect,
  textOfBoard,
} from '../../../experiment/results/class-board';
import { type ClassRecipe, type ClassResult, classLink } from '../../../experiment/results/class-result';

/** What a teacher's page has of a class. */
export interface ClassState {
  readonly loading: 'not yet' | 'done';
  readonly board: ClassBoard | null;
  /** What came of the last lines or files, a sentence each. */
  readonly said: readonly string[];
  readonly faults: readonly string[];
  /** The board before the last removal or the end of the class, while it can be put back; `what` names what is gone. */
  readonly before: { readonly board: ClassBoard; readonly what: string } | null;
  /** Why what is collected does not outlast this tab, as a sentence. */
  readonly unkept: string | null;
}

export interface ClassActions {
  /** Reads what an earlier visit collected; once, or again after another tab has changed it. */
  load(again?: boolean): Promise<void>;
  /** Begins a class; null, or why there can be none, as a sentence. */
  start(recipe: ClassRecipe): Promise<string | null>;
  /**
   * Adds the results in a text. Without a class, the text has to begin with a class link, and opens that class.
   *
   * @param source what its lines are called in sentences
   */
  collect(text: string, source?: string): Promise<void>;
  /** The same for several, told of together; a text that could not be read is its fault. */
  collectAll(texts: readonly HandedIn[]): Promise<void>;
  remove(result: ClassResult): void;
  end(): void;
  undo(): void;
  dismiss(): void;
}

export type ClassStore = ClassState & ClassActions;

/** A text of results, or why a file was not read. */
export type HandedIn =
  | { readonly ok: true; readonly text: string; readonly source?: string }
  | { readonly ok: false; readonly message: string };

/** Where the board is kept: a text by name; both may throw. */
export type KeptText = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The name that it is kept by. */
export const KEY = 'class-board';
const UNKEPT = 'This browser does not keep what you collect here: save it as a file before this tab closes.';

export function createClassStore(storage: () => KeptText): StoreApi<ClassStore> {
  return createStore<ClassStore>((set, get) => {
    const keep = (board: ClassBoard | null) => {
      try {
        if (board) storage().setItem(KEY, textOfBoard(board));
        else storage().removeItem(KEY);
        set({ board, unkept: null });
      } catch {
        // Storage may be forbidden or full.
        set({ board, unkept: board && UNKEPT });
      }
    };
    /** Reading takes turns: every text meets what the ones before it brought. */
    let turn: Promise<void> = Promise.resolve();
    const inTurn = (work: () => Promise<void>) => {
      turn = turn.then(work);
      return turn;
    };
    const take = async (text: string, source?: string): Promise<Collected | string> => {
      const { board } = get();
      if (board) return collect(board, text, source);
      const opened = await boardOfText(text, source);
      return opened.ok ? opened.collected : opened.message;
    };
    return {
      loading: 'not yet',
      board: null,
      said: [],
      faults: [],
      before: null,
      unkept: null,
      load: (again = false) =>
        inTurn(async () => {
          if (get().loading === 'done' && !again) return;
          const kept = readKept(storage);
          const opened = kept === null ? null : await boardOfText(kept);
          set({
            loading: 'done',
            board: opened?.ok ? opened.collected.board : null,
            ...(opened?.ok ? { faults: opened.collected.faults } : {}),
            ...(opened?.ok === false
              ? { faults: [`The class of an earlier visit cannot be read. ${opened.message}`] }
              : {}),
          });
        }),
      async start(recipe) {
        try {
          keep({ recipe, link: await classLink(recipe), results: [] });
          set({ said: [], faults: [], before: null });
          return null;
        } catch (error) {
          return error instanceof Error ? error.message : String(error);
        }
      },
      collect: (text, source) => get().collectAll([{ ok: true, text, source }]),
      collectAll: (texts) =>
        inTurn(async () => {
          const faults: string[] = [];
          let added = 0;
          for (const one of texts) {
            const taken = one.ok ? await take(one.text, one.source) : one.message;
            if (typeof taken === 'string') faults.push(taken);
            else {
              keep(taken.board);
              added += taken.added.length;
              faults.push(...taken.faults);
            }
          }
          set({ said: [inWords(added, faults.length)], faults, before: null });
        }),
      remove(result) {
        const { board } = get();
        if (!board) return;
        keep({ ...board, results: board.results.filter((one) => one !== result) });
        set({ before: { board, what: `The result of seed ${result.seed}` }, said: [], faults: [] });
      },
      end() {
        const { board } = get();
        keep(null);
        set({ before: board && { board, what: 'The class' }, said: [], faults: [] });
      },
      undo() {
        const { before } = get();
        if (before) keep(before.board);
        set({ before: null });
      },
      dismiss: () => set({ said: [], faults: [] }),
    };
  });
}

function readKept(storage: () => KeptText): string | null {
  try {
    return storage().getItem(KEY);
  } catch {
    return null;
  }
}

function inWords(added: number, refused: number): string {
  const came = added === 0 ? 'No result came in' : `${added} ${added === 1 ? 'result' : 'results'} came in`;
  return refused === 0 ? `${came}.` : `${came}; ${refused} ${refused === 1 ? 'line' : 'lines'} brought none.`;
}
