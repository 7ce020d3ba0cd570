import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { RandomStream } from '../../../../random/stream';
import { type ClevrView, experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { exampleForCase, reachableCases } from '../../../../tasks/clevr/example';
import { generatePolicy } from '../../../../tasks/clevr/policy/generator';
import { freshNames } from '../../../../tasks/clevr/policy/named-policies';
import { policyName } from '../../../../tasks/clevr/policy/names';
import { parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { goldReasoning } from '../../../../tasks/clevr/policy/walk';
import { placementsOf, sceneOf } from '../../../../tasks/clevr/scene/sampler';
import { runStore, setupStore, uiStore } from '../../../state/stores';
import type { Questions } from '../../try-ui';
import { clevrOf } from '../clevr-view';
import { type Game, type GameAction, NEW_GAME, play } from './beat';
import { type Editor, type EditorAction, edit, openEditor } from './editor';
import { newObject, randomPlacements, rearranged } from './placing';
import { samePolicy } from './policy-edit';

export interface PolicyDraft {
  readonly text: string;
  /** The policy in force since the text was typed. */
  readonly policy: Policy;
}

export interface ClevrTryStore extends Questions {
  readonly editor: Editor;
  /** The last valid scene under the last policy without errors. */
  readonly example: ClevrView;
  readonly game: Game;
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
}

/** What follows from an editor; the same example object as before where neither scene nor policy has changed. */
function edited(editor: Editor, before?: Pick<ClevrTryStore, 'editor' | 'example'>) {
  const { asked, policy } = editor.present;
  const scene = before?.editor.present.asked === asked ? before.example.scene : sceneOf(asked);
  const isSame = before?.example.scene === scene && before.example.policy === policy;
  const example = isSame ? before.example : { scene, policy, gold: goldReasoning(policy, scene.objects) };
  return { editor, example, canUndo: editor.past.length > 0, canRedo: editor.future.length > 0 };
}

function played(game: Game): Pick<ClevrTryStore, 'game' | 'isRevealed'> {
  return { game, isRevealed: game.revealed };
}

function createClevrTryStore(policy: Policy, random: RandomStream): StoreApi<ClevrTryStore> {
  const fresh = freshNames(random);
  return createStore<ClevrTryStore>((set, get) => ({
    ...edited(openEditor(scenePlacements(policy, random), policy)),
    ...played(NEW_GAME),
    refusal: null,
    draft: null,
    dispatch(action) {
      set((before) => {
        const now = edited(edit(before.editor, action), before);
        const isSame = now.example === before.example;
        const game = isSame ? before.game : play(before.game, { kind: 'new round' });
        return { ...now, ...played(game), refusal: null };
      });
    },
    undo: () => get().dispatch({ kind: 'undo' }),
    redo: () => get().dispatch({ kind: 'redo' }),
    open(example) {
      const { policy, scene } = clevrOf(example);
      get().dispatch({ kind: 'replace policy', policy });
      get().dispatch({ kind: 'replace scene', placements: placementsOf(scene) });
    },
    begin(policy) {
      const { past, present } = get().editor;
      if (past.length > 0 || present.policy === policy) return;
      const editor = openEditor(scenePlacements(policy, random), policy);
      set({ ...edited(editor), ...played(NEW_GAME), draft: null });
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
    play: (action) => set(({ game }) => played(play(game, action))),
    newRound() {
      const { policy } = get().editor.present;
      get().dispatch({ kind: 'replace scene', placements: scenePlacements(policy, random) });
    },
    restartRound: () => get().play({ kind: 'new round' }),
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
export const clevrTryStore = createClevrTryStore(firstPolicy, RandomStream.of(1, 'try'));
// A recording that arrives later brings its own policies.
uiStore.subscribe(({ recording }, before) => {
  if (!recording || recording === before.recording || runStore.getState().live) return;
  clevrTryStore.getState().begin(experimentPolicies(recording.record.config)[0]);
});

export const useClevrTry = <T>(select: (state: ClevrTryStore) => T): T => useStore(clevrTryStore, select);
