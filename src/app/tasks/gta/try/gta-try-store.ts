import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { RandomStream } from '../../../../random/stream';
import type { GtaView } from '../../../../tasks/gta/gta-policy';
import { sampleInstance } from '../../../../tasks/gta/instance';
import { freshPolicy } from '../../../../tasks/gta/rules/fresh';
import type { GtaPolicy } from '../../../../tasks/gta/rules/policy';
import { PAPER_POLICY } from '../../../../tasks/gta/rules/policy-dataset';
import { parseGtaPolicyText } from '../../../../tasks/gta/rules/policy-text-parser';
import type { Questions } from '../../try-ui';
import { gtaOf } from '../gta-view';
import { type Game, type GameAction, NEW_GAME, play } from './game';
import { done, type History, openHistory, redone, undone } from './history';
import { type Edited, fitted, type Question } from './question';
import type { RuleEdit } from './rule-edit';

export interface RulesDraft {
  readonly text: string;
  /** The policy in force since the text was typed. */
  readonly rules: GtaPolicy;
}

export interface GtaTryStore extends Questions {
  readonly history: History<Question>;
  readonly example: GtaView;
  readonly game: Game;
  /** A sentence about an edit that could not be made; null when there is nothing to say. */
  readonly refusal: string | null;
  /** What stands in the text editor, for as long as nothing else changes the policy; null: the policy's own text. */
  readonly draft: RulesDraft | null;
  /** @param gesture edits of one gesture are one step to undo */
  change(edit: (question: Question, random: RandomStream) => Edited, gesture?: string): void;
  /** Takes a text; if it can be read, its policy is asked about. */
  typeRules(text: string): void;
  replaceRules(rules: GtaPolicy): void;
  /** Rules after an edit of a tree, or the sentence about why it cannot be made. */
  editRules(edit: RuleEdit): void;
  /** Rules that nobody has met, under the same name. */
  freshRules(): void;
  play(action: GameAction): void;
  /** Another question under the present policy. */
  newRound(): void;
}

/** What follows from a history; the same example object as before where the question has not changed. */
function asked(history: History<Question>, before?: Pick<GtaTryStore, 'history' | 'example'>) {
  const isSame = before !== undefined && before.history.present === history.present;
  const example: GtaView = isSame ? before.example : { task: 'gta-policy', ...history.present };
  return { history, example, canUndo: history.past.length > 0, canRedo: history.future.length > 0 };
}

function played(game: Game): Pick<GtaTryStore, 'game' | 'isRevealed'> {
  return { game, isRevealed: game.revealed };
}

export function createGtaTryStore(rules: GtaPolicy, random: RandomStream): StoreApi<GtaTryStore> {
  return createStore<GtaTryStore>((set, get) => {
    const goTo = (history: History<Question>) =>
      set((before) => {
        const now = asked(history, before);
        const game = now.example === before.example ? before.game : play(before.game, { kind: 'new round' });
        return { ...now, ...played(game), refusal: null };
      });
    const change: GtaTryStore['change'] = (edit, gesture) => {
      const { history } = get();
      const next = edit(history.present, random);
      if (typeof next === 'string') set({ refusal: next });
      else goTo(done(history, next, gesture ?? null));
    };
    return {
      ...asked(openHistory({ instance: sampleInstance(rules, random), rules })),
      ...played(NEW_GAME),
      refusal: null,
      draft: null,
      change,
      undo: () => goTo(undone(get().history)),
      redo: () => goTo(redone(get().history)),
      open(example) {
        const { instance, rules } = gtaOf(example);
        change(() => ({ instance, rules }));
      },
      typeRules(text) {
        const read = parseGtaPolicyText(text);
        if (read.ok && !sameRules(read.policy, get().history.present.rules)) {
          change((question) => fitted({ ...question, rules: read.policy }, random), 'typing');
        }
        set(({ history }) => ({ draft: { text, rules: history.present.rules } }));
      },
      replaceRules: (next) => change((question) => fitted({ ...question, rules: next }, random)),
      editRules: (edit) =>
        change((question) =>
          typeof edit === 'string' ? edit : fitted({ ...question, rules: edit }, random),
        ),
      freshRules: () => get().replaceRules(freshPolicy(random)),
      play: (action) => set(({ game }) => played(play(game, action))),
      newRound: () =>
        change((question) => ({ ...question, instance: sampleInstance(question.rules, random) })),
      restartRound: () => get().play({ kind: 'new round' }),
    };
  });
}

/** Whether two policies say the same, in the same order and under the same labels. */
export function sameRules(a: GtaPolicy, b: GtaPolicy): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The same question under the rules that a run teaches; null where its policy has another name. */
export function asTaught(view: GtaView, taught: GtaPolicy): GtaView | null {
  if (view.rules.name !== taught.name) return null;
  return sameRules(view.rules, taught) ? view : { ...view, rules: taught };
}

export const gtaTryStore = createGtaTryStore(PAPER_POLICY, RandomStream.of(1, 'try'));

export const useGtaTry = <T>(select: (state: GtaTryStore) => T): T => useStore(gtaTryStore, select);
