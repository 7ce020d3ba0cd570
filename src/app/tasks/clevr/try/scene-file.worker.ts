import { sha256 } from '../../../../experiment/record/sha-256';
import { RandomStream } from '../../../../random/stream';
import { type FileScene, readClevrFile } from '../../../../scene/clevr-file';
import { type CloseUp, closeUp, leftOut } from '../../../../scene/close-up';
import { type Placement, placementsOf } from '../../../../scene/sampler';
import type { Scene } from '../../../../scene/scene-graph';
import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { sceneQuestions } from '../../../../tasks/clevr/scene-questions';

/** Holds a file of CLEVR scenes: reading one of thousands takes longer than the page may be held up. */
export type SceneFileRequest =
  | { readonly file: File }
  | { readonly index: number }
  /** Questions about the scenes of the file, for each of these policies so many at most. */
  | { readonly request: number; readonly policies: readonly Policy[]; readonly perPolicy: number };

export type SceneFileAnswer =
  | { readonly kind: 'opened'; readonly count: number }
  | { readonly kind: 'refused'; readonly message: string }
  | ({ readonly kind: 'scene'; readonly index: number } & ShownScene)
  | { readonly kind: 'chosen'; readonly request: number; readonly chosen: ChosenScenes };

/** Questions about scenes of the file, or a sentence about why there are none. */
export type ChosenScenes =
  | {
      readonly ok: true;
      readonly questions: readonly FileQuestion[];
      /** What of the file the close-up shows. */
      readonly note: string;
      /** Of the file's bytes, in hex. */
      readonly sha256: string;
    }
  | { readonly ok: false; readonly message: string };

export interface FileQuestion {
  readonly index: number;
  readonly name: string;
  readonly scene: Scene;
  /** Its place among the policies. */
  readonly policy: number;
}

/** A scene of a file as the close-up shows it. */
export interface ShownScene {
  readonly name: string;
  /** What can be seen whole; may be nothing. */
  readonly placements: readonly Placement[];
  /** What the close-up does not show, a sentence; null where it shows all. */
  readonly leftOut: string | null;
}

let scenes: readonly FileScene[] = [];
let opened: File | null = null;
/** The scenes as the close-up shows them, once somebody has wanted them all. */
let closeUps: readonly CloseUp[] | null = null;

self.addEventListener('message', async ({ data }: MessageEvent<SceneFileRequest>) => {
  const answer = (message: SceneFileAnswer) => self.postMessage(message);
  if ('policies' in data) {
    answer({ kind: 'chosen', request: data.request, chosen: await chosenFor(data) });
    return;
  }
  if ('index' in data) {
    const { name, scene } = scenes[data.index];
    const seen = closeUp(scene);
    answer({
      kind: 'scene',
      index: data.index,
      name,
      placements: placementsOf(seen.scene),
      leftOut: leftOut(seen),
    });
    return;
  }
  try {
    const read = readClevrFile(await data.file.text());
    if (read.ok) [scenes, opened, closeUps] = [read.scenes, data.file, null];
    answer(read.ok ? { kind: 'opened', count: scenes.length } : { kind: 'refused', message: read.message });
  } catch {
    answer({ kind: 'refused', message: 'The browser could not read this file.' });
  }
});

/** The same questions of the same file for everybody, so that runs can be compared on them. */
async function chosenFor({
  policies,
  perPolicy,
}: Extract<SceneFileRequest, { policies: unknown }>): Promise<ChosenScenes> {
  try {
    closeUps ??= scenes.map(({ scene }) => closeUp(scene));
    const asked = sceneQuestions(policies, closeUps, perPolicy, RandomStream.of(1, 'try/scenes'));
    if (!asked.ok || !opened) {
      return { ok: false, message: asked.ok ? 'No file of scenes is open.' : asked.message };
    }
    const places = new Map(closeUps.map(({ scene }, index) => [scene, index]));
    const questions = asked.questions.map(({ scene, policy }): FileQuestion => {
      const index = places.get(scene) ?? 0;
      return { index, name: scenes[index].name, scene, policy: policies.indexOf(policy) };
    });
    const digest = new Uint8Array(await sha256(new Uint8Array(await opened.arrayBuffer())));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return { ok: true, questions, note: asked.note, sha256: hex };
  } catch {
    return { ok: false, message: 'The browser could not read this file.' };
  }
}
