import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { RandomStream } from '../../random/stream';
import { experimentPolicies } from '../../tasks/clevr/clevr-policy-t';
import { exampleForCase, reachableCases } from '../../tasks/clevr/example';
import { generatePolicy } from '../../tasks/clevr/policy/generator';
import { freshNames } from '../../tasks/clevr/policy/named-policies';
import { policyName } from '../../tasks/clevr/policy/names';
import { parsePolicyText } from '../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../tasks/clevr/policy/policy-tree';
import { placementsOf } from '../../tasks/clevr/scene/sampler';
import { runStore, setupStore, uiStore } from '../state/stores';
import { type Game, type GameAction, NEW_GAME, play } from '../tasks/clevr/beat';
import { type Editor, type EditorAction, edit, openEditor } from '../tasks/clevr/editor';
import { newObject, randomPlacements, rearranged } from '../tasks/clevr/placing';
import { samePolicy } from '../tasks/clevr/policy-edit';
import { type AnswerStore, createAnswerStore } from './answers';

/** Watch the models answer, or answer before them. */
export type Mode = 'watch' | 'play';

export interface PolicyDraft {
  readonly text: string;
  /** The policy in force since the text was typed. */
  readonly policy: Policy;
}

export interface TryStore {
  readonly editor: Editor;
  readonly mode: Mode;
  readonly game: Game;
  /** Trained stages are also asked with the policy put back in the prompt. */
  readonly withPolicyToo: boolean;
  /** A sentence about an edit that could not be made; null when there is nothing to say. */
  readonly refusal: string | null;
  /** What stands in the text editor, for as long as nothing else changes the policy; null: the policy's own text. */
  readonly draft: PolicyDraft | null;
  dispatch(action: EditorAction): void;
  /** Begins anew with a scene for a policy, unless the visitor has changed something. */
  begin(policy: Policy): void;
  /** Takes a text; if it can be read, its policy is asked about. */
  typePolicy(text: string): void;
  addObject(): void;
  randomScene(): void;
  /** Other places for the same objects. */
  rearrange(): void;
  /** A policy that nobody has met, with as many layers as the present one. */
  freshPolicy(): void;
  play(action: GameAction): void;
  /** A scene for the present policy, every case being equally likely. */
  newRound(): void;
  setMode(mode: Mode): void;
}

export function createTryStore(policy: Policy, random: RandomStream): StoreApi<TryStore> {
  const fresh = freshNames(random);
  return createStore<TryStore>((set, get) => ({
    editor: openEditor(scenePlacements(policy, random), policy),
    mode: 'watch',
    game: NEW_GAME,
    withPolicyToo: false,
    refusal: null,
    draft: null,
    dispatch(action) {
      set(({ editor, game }) => {
        const next = edit(editor, action);
        const same =
          next.present.asked === editor.present.asked && next.present.policy === editor.present.policy;
        return { editor: next, refusal: null, game: same ? game : play(game, { kind: 'new round' }) };
      });
    },
    begin(policy) {
      const { past, present } = get().editor;
      if (past.length > 0 || present.policy === policy) return;
      set({ editor: openEditor(scenePlacements(policy, random), policy), game: NEW_GAME, draft: null });
    },
    typePolicy(text) {
      const read = parsePolicyText(text);
      if (read.ok && !samePolicy(read.policy, get().editor.present.policy)) {
        get().dispatch({ kind: 'replace policy', policy: read.policy, gesture: 'typing' });
      }
      set(({ editor }) => ({ draft: { text, policy: editor.present.policy } }));
    },
    addObject() {
      const { placements } = get().editor.present;
      get().dispatch({ kind: 'add', placement: newObject(placements, random) });
    },
    randomScene() {
      get().dispatch({ kind: 'replace scene', placements: randomPlacements(random) });
    },
    rearrange() {
      const placements = rearranged(get().editor.present.placements, random);
      if (placements) get().dispatch({ kind: 'replace scene', placements });
      else
        set({
          refusal:
            'No places were found for so many objects: up to about seven fit, more if they are small. Remove some, or make some small.',
        });
    },
    freshPolicy() {
      const { layers } = get().editor.present.policy;
      const name = policyName(layers, fresh[random.int(fresh.length)]);
      get().dispatch({ kind: 'replace policy', policy: generatePolicy(random, layers, name) });
    },
    play: (action) => set(({ game }) => ({ game: play(game, action) })),
    newRound() {
      const { policy } = get().editor.present;
      get().dispatch({ kind: 'replace scene', placements: scenePlacements(policy, random) });
    },
    setMode: (mode) => set(({ game }) => ({ mode, game: play(game, { kind: 'new round' }) })),
  }));
}

function scenePlacements(policy: Policy, random: RandomStream) {
  const cases = reachableCases(policy);
  return placementsOf(exampleForCase(policy, random.pick(cases), random).scene);
}

/** Begins with the first policy of the run, or of the experiment that is set up. */
const [firstPolicy] = experimentPolicies(
  (runStore.getState().live ?? uiStore.getState().recording)?.record.config ?? setupStore.getState().config,
);
export const tryStore = createTryStore(firstPolicy, RandomStream.of(1, 'try'));
// A recording that arrives later brings its own policies.
uiStore.subscribe(({ recording }, before) => {
  if (!recording || recording === before.recording || runStore.getState().live) return;
  tryStore.getState().begin(experimentPolicies(recording.record.config)[0]);
});
export const answerStore = createAnswerStore(runStore.getState());

export const useTry = <T>(select: (state: TryStore) => T): T => useStore(tryStore, select);
export const useAnswers = <T>(select: (state: AnswerStore) => T): T => useStore(answerStore, select);
