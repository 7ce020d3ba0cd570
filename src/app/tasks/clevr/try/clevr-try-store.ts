import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { RandomStream } from '../../../../random/stream';
import { placementsOf, sceneOf } from '../../../../scene/sampler';
import { type ClevrView, experimentPolicies } from '../../../../tasks/clevr/clevr-policy-t';
import { exampleForCase, reachableCases } from '../../../../tasks/clevr/example';
import { NOBODY_KNOWS, UNKNOWN_SCENE } from '../../../../tasks/clevr/own-picture';
import { hasCrops, withCrops } from '../../../../tasks/clevr/policy/crops';
import { describeCondition } from '../../../../tasks/clevr/policy/describe';
import { generatePolicy } from '../../../../tasks/clevr/policy/generator';
import { freshNames } from '../../../../tasks/clevr/policy/named-policies';
import { policyName } from '../../../../tasks/clevr/policy/names';
import { parsePolicyText } from '../../../../tasks/clevr/policy/policy-text-parser';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { goldReasoning, nodeByLabel, OBJECT_KINDS } from '../../../../tasks/clevr/policy/walk';
import { runStore, setupStore, shownRun, uiStore } from '../../../state/stores';
import type { Questions } from '../../try-ui';
import { clevrOf, clevrView } from '../clevr-view';
import { type Game, type GameAction, NEW_GAME, play } from './beat';
import { type Editor, type EditorAction, edit, openEditor } from './editor';
import { FileReading } from './file-reading';
import { learnedPolicy, taughtPolicies } from './named';
import { newObject, randomPlacements, rearranged } from './placing';
import { samePolicy, sameText, withCrop } from './policy-edit';

export interface PolicyDraft {
  readonly text: string;
  /** The policy in force since the text was typed. */
  readonly policy: Policy;
}

/** A file of CLEVR scenes that can be leafed through. */
export interface OpenFile {
  readonly name: string;
  /** Number of its scenes. */
  readonly count: number;
  /** The scene that was asked for last, from 0. */
  readonly index: number;
}

export interface ClevrTryStore extends Questions {
  readonly editor: Editor;
  /** The last valid scene under the last policy without errors. */
  readonly example: ClevrView;
  readonly game: Game;
  /** A sentence about an edit that could not be made; null when there is nothing to say. */
  readonly refusal: string | null;
  /** The file of scenes that is open; null: none is. */
  readonly file: OpenFile | null;
  /** Name of the file that is being read; null: none is. */
  readonly reading: string | null;
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
  /** The condition of this label shows its value by a crop of some object that has it: another one where it already does. */
  showByCrop(label: number): void;
  /** Reads a file of the visitor's: a picture, or CLEVR scenes. What is wrong with it is said, and changes nothing. */
  openFile(file: File): Promise<void>;
  /** Shows a scene of the open file. */
  openScene(index: number): Promise<void>;
  closeFile(): void;
  /** Questions about the scenes of the open file under these policies; or a sentence about why there are none. */
  chooseScenes: FileReading['choose'];
  play(action: GameAction): void;
  /** A scene for the present policy, every case being equally likely. */
  newRound(): void;
}

/** What follows from an editor; the same example object as before where neither scene nor policy has changed. */
function edited(editor: Editor, before?: Pick<ClevrTryStore, 'editor' | 'example'>) {
  const { asked, policy, picture } = editor.present;
  const { example: known } = before ?? {};
  const shown = before?.editor.present;
  const isSame = shown?.asked === asked && shown.policy === policy && shown.picture === picture;
  const example = known && isSame ? known : exampleOf(editor, shown?.asked === asked ? known : undefined);
  return { editor, example, canUndo: editor.past.length > 0, canRedo: editor.future.length > 0 };
}

/** What is asked about: the scene, or the picture in its place, of which nobody knows what is right. */
function exampleOf({ present }: Editor, before: ClevrView | undefined): ClevrView {
  const { asked, policy, picture } = present;
  if (picture) return clevrView({ scene: UNKNOWN_SCENE, policy, gold: NOBODY_KNOWS, picture });
  const scene = before && !before.picture ? before.scene : sceneOf(asked);
  return clevrView({ scene, policy, gold: goldReasoning(policy, scene.objects) });
}

function played(game: Game): Pick<ClevrTryStore, 'game' | 'isRevealed'> {
  return { game, isRevealed: game.revealed };
}

function createClevrTryStore(policy: Policy, random: RandomStream): StoreApi<ClevrTryStore> {
  const fresh = freshNames(random);
  const reader = new FileReading();
  return createStore<ClevrTryStore>((set, get) => ({
    ...edited(openEditor(scenePlacements(policy, random), policy)),
    ...played(NEW_GAME),
    refusal: null,
    draft: null,
    file: null,
    reading: null,
    dispatch(action) {
      set((before) => {
        const now = edited(edit(before.editor, action), before);
        const isSame = now.example === before.example;
        const game = isSame ? before.game : play(before.game, { kind: 'new round' });
        return { ...now, ...played(game), file: followed(before.file, now.editor), refusal: null };
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
      if (read.ok && !sameText(read.policy, get().editor.present.policy)) {
        get().dispatch({ kind: 'replace policy', policy: read.policy, gesture: 'typing' });
      }
      set(({ editor }) => ({ draft: { text, policy: editor.present.policy } }));
    },
    addObject() {
      const { placements } = get().editor.present;
      const placement = newObject(placements, random);
      if (placement) get().dispatch({ kind: 'add', placement });
      else
        set({
          refusal:
            'No free place was found for another object: up to about seven fit, more if they are small. Move, shrink or remove some first.',
        });
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
      const policy = generatePolicy(random, layers, name);
      const withPictures = hasCrops(get().editor.present.policy);
      get().dispatch({ kind: 'replace policy', policy: withPictures ? withCrops(policy, random) : policy });
    },
    showByCrop(label) {
      const { policy } = get().editor.present;
      const node = nodeByLabel(policy, label);
      if (!node) return;
      const now = describeCondition(node.crops?.[node.asks] ?? {});
      const others = OBJECT_KINDS.filter(
        (kind) => kind[node.asks] === node.condition[node.asks] && describeCondition(kind) !== now,
      );
      const edited = withCrop(policy, label, random.pick(others));
      if (edited.problem === null) get().dispatch({ kind: 'replace policy', policy: edited.policy });
    },
    async openFile(file) {
      set({ reading: file.name, refusal: null });
      const opened = await reader.open(file);
      set({ reading: null });
      if (opened.kind === 'refused') set({ refusal: `${file.name}: ${opened.message}` });
      else if (opened.kind === 'picture') get().dispatch({ kind: 'show picture', picture: opened.picture });
      else {
        set({ file: { name: file.name, count: opened.count, index: 0 } });
        await get().openScene(0);
      }
    },
    async openScene(index) {
      const { file } = get();
      if (!file || index < 0 || index >= file.count) return;
      set({ file: { ...file, index } });
      const scene = await reader.scene(index);
      // Another one, or another file, may have been asked for meanwhile.
      if (get().file?.index !== index || get().file?.name !== file.name || !scene) return;
      const { name, placements, leftOut } = scene;
      if (placements.length > 0) {
        get().dispatch({ kind: 'open scene', placements, origin: { index, name, leftOut } });
      } else {
        set({
          refusal: `${name} has no object that the close-up camera shows whole. The scene before it stays.`,
        });
      }
    },
    closeFile() {
      reader.close();
      set({ file: null });
    },
    chooseScenes: (policies, perPolicy) => reader.choose(policies, perPolicy),
    play: (action) => set(({ game }) => played(play(game, action))),
    newRound() {
      const { policy } = get().editor.present;
      get().dispatch({ kind: 'replace scene', placements: scenePlacements(policy, random) });
    },
    restartRound: () => get().play({ kind: 'new round' }),
  }));
}

/** The open file stays at the scene that is shown, also when an edit is taken back. */
function followed(file: OpenFile | null, { present: { origin } }: Editor): OpenFile | null {
  return file && origin && origin.index < file.count ? { ...file, index: origin.index } : file;
}

function scenePlacements(policy: Policy, random: RandomStream) {
  const cases = reachableCases(policy);
  return placementsOf(exampleForCase(policy, random.pick(cases), random).scene);
}

/** The first policy of the run on the screens where it is of the task that is set up, else of the experiment that is set up. */
function openingPolicy(): Policy {
  const { config } = setupStore.getState();
  const record = shownRun()?.record;
  const isAlike = record?.config.dataset.kind === config.dataset.kind;
  return (record && isAlike ? taughtPolicies(record) : experimentPolicies(config))[0];
}

export const clevrTryStore = createClevrTryStore(openingPolicy(), RandomStream.of(1, 'try'));
// The first recording brings its own policies, and so does every run that the visitor chooses.
uiStore.subscribe(({ recording, opened, shows }, before) => {
  const { begin, editor } = clevrTryStore.getState();
  const { live } = runStore.getState();
  if (recording && !before.recording) {
    if (!live) begin(openingPolicy());
    return;
  }
  if (recording === before.recording && opened === before.opened && shows === before.shows) return;
  const record = { live, recording, opened }[shows]?.record;
  if (!record || record.config.dataset.kind === 'gta-policy') return;
  const { policy } = editor.present;
  const learned = learnedPolicy(record, policy.name);
  if (!learned || !samePolicy(learned, policy)) begin(learned ?? taughtPolicies(record)[0]);
});

export const useClevrTry = <T>(select: (state: ClevrTryStore) => T): T => useStore(clevrTryStore, select);
