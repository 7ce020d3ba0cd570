import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { sceneToJson } from '../../../../scene/clevr-json';
import type { Scene } from '../../../../scene/scene-graph';

/** So many scenes can be kept: a larger set is a file. */
export const MOST_KEPT = 100;

/** Scenes that the visitor keeps to evaluate on, oldest first; each once. */
interface KeptScenes {
  readonly scenes: readonly Scene[];
  keep(scene: Scene): void;
  drop(index: number): void;
  dropAll(): void;
}

export const keptScenes = createStore<KeptScenes>((set) => ({
  scenes: [],
  keep: (scene) =>
    set(({ scenes }) =>
      scenes.length < MOST_KEPT && !isKept(scenes, scene) ? { scenes: [...scenes, scene] } : {},
    ),
  drop: (index) => set(({ scenes }) => ({ scenes: scenes.filter((_, i) => i !== index) })),
  dropAll: () => set({ scenes: [] }),
}));

export const useKeptScenes = <T>(select: (state: KeptScenes) => T): T => useStore(keptScenes, select);

/** Whether there is such a scene already, object by object. */
export function isKept(scenes: readonly Scene[], { objects }: Scene): boolean {
  const wanted = JSON.stringify(objects);
  return scenes.some((scene) => JSON.stringify(scene.objects) === wanted);
}

/** The scenes as an official CLEVR file, to open here again or to evaluate on by command. */
export function keptScenesFile(scenes: readonly Scene[]): string {
  const info = { split: 'own', license: '', version: '1.0', date: '' };
  const all = scenes.map((scene, i) => ({
    split: 'own',
    image_index: i,
    image_filename: `own_${String(i).padStart(6, '0')}.png`,
    ...(sceneToJson(scene) as object),
  }));
  return `${JSON.stringify({ info, scenes: all })}\n`;
}
