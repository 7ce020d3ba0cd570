import { type FileScene, readClevrFile } from '../../../../scene/clevr-file';
import { closeUp, leftOut } from '../../../../scene/close-up';
import { type Placement, placementsOf } from '../../../../scene/sampler';

/** Holds a file of CLEVR scenes: reading one of thousands takes longer than the page may be held up. */
export type SceneFileRequest = { readonly file: File } | { readonly index: number };

export type SceneFileAnswer =
  | { readonly kind: 'opened'; readonly count: number }
  | { readonly kind: 'refused'; readonly message: string }
  | ({ readonly kind: 'scene'; readonly index: number } & ShownScene);

/** A scene of a file as the close-up shows it. */
export interface ShownScene {
  readonly name: string;
  /** What can be seen whole; may be nothing. */
  readonly placements: readonly Placement[];
  /** What the close-up does not show, a sentence; null where it shows all. */
  readonly leftOut: string | null;
}

let scenes: readonly FileScene[] = [];

self.addEventListener('message', async ({ data }: MessageEvent<SceneFileRequest>) => {
  const answer = (message: SceneFileAnswer) => self.postMessage(message);
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
    if (read.ok) scenes = read.scenes;
    answer(read.ok ? { kind: 'opened', count: scenes.length } : { kind: 'refused', message: read.message });
  } catch {
    answer({ kind: 'refused', message: 'The browser could not read this file.' });
  }
});
