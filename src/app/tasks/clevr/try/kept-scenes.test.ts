import { beforeEach, describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { CLOSE_UP } from '../../../../scene/camera';
import { readClevrFile } from '../../../../scene/clevr-file';
import { closeUp } from '../../../../scene/close-up';
import { placementsOf, sampleScene, sceneOf } from '../../../../scene/sampler';
import { isKept, keptScenes, keptScenesFile, MOST_KEPT } from './kept-scenes';

const random = RandomStream.of(1);
const scenes = Array.from({ length: MOST_KEPT + 1 }, () => sampleScene(random, { frame: CLOSE_UP }));
const { keep, drop, dropAll } = keptScenes.getState();
const kept = () => keptScenes.getState().scenes;

describe('kept scenes', () => {
  beforeEach(dropAll);

  it('are kept once each, and taken out one by one', () => {
    for (const scene of scenes.slice(0, 3)) keep(scene);
    keep(sceneOf(placementsOf(scenes[1])));
    expect(kept()).toEqual(scenes.slice(0, 3));
    expect(isKept(kept(), scenes[3])).toBe(false);
    drop(1);
    expect(kept()).toEqual([scenes[0], scenes[2]]);
  });

  it('are so many at most', () => {
    for (const scene of scenes) keep(scene);
    expect(kept()).toEqual(scenes.slice(0, MOST_KEPT));
  });

  it('are the same scenes again when their file is opened', () => {
    const read = readClevrFile(keptScenesFile(scenes));
    if (!read.ok) throw new Error(read.message);
    for (const [i, { name, scene }] of read.scenes.entries()) {
      expect(name).toBe(`Scene ${i} (own_${String(i).padStart(6, '0')}.png)`);
      const { scene: seen, cutOff, hidden } = closeUp(scene);
      expect([cutOff, hidden]).toEqual([[], []]);
      expect(seen).toEqual(scenes[i]);
    }
  });
});
