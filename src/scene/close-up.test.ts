import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { CLEVR_FRAME, CLOSE_UP, projectToPixel } from './camera';
import { closeUp, leftOut } from './close-up';
import { objectIds, renderScene } from './renderer';
import { placementFault, placementsOf, sampleScene, sceneOf } from './sampler';

const official = fc
  .tuple(fc.integer(), fc.integer({ min: 0, max: 359 }))
  .map(([seed, azimuth]) => sampleScene(RandomStream.of(seed), { frame: { ...CLEVR_FRAME, azimuth } }));

describe('closeUp', () => {
  it('leaves a scene of our own as it is', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const scene = sampleScene(RandomStream.of(seed));
        const { scene: shown, cutOff, hidden } = closeUp(scene);
        expect([cutOff, hidden]).toEqual([[], []]);
        expect(renderScene(shown, { width: 48, height: 48 })).toEqual(
          renderScene(scene, { width: 48, height: 48 }),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('shows every object that it draws, and names every other one as cut off or hidden', () => {
    let left = 0;
    fc.assert(
      fc.property(official, (scene) => {
        const { scene: shown, cutOff, hidden } = closeUp(scene);
        const gone = [...cutOff, ...hidden];
        left += gone.length;
        const kept = scene.objects.filter((_, i) => !gone.includes(i));
        const kind = ({ size, color, material, shape }: (typeof kept)[number]) =>
          `${size} ${color} ${material} ${shape}`;
        expect(shown.objects.map(kind)).toEqual(kept.map(kind));
        expect(new Set(gone).size).toBe(gone.length);
        const fault = placementFault(placementsOf(shown));
        expect(['outside the picture', 'hidden']).not.toContain(fault?.fault);
        const ids = new Set(objectIds(shown, { width: 48, height: 48 }));
        shown.objects.forEach((_, i) => {
          expect(ids.has(i)).toBe(true);
        });
        // What is left out as cut off would touch the border of the picture or lie beyond it.
        for (const i of cutOff)
          expect(Math.max(...scene.objects[i]['3d_coords'].map(Math.abs))).toBeGreaterThan(0.8);
      }),
      { numRuns: 60, seed: 3 },
    );
    expect(left).toBeGreaterThan(20);
  });

  it('keeps what is left, right, in front and behind, whichever way the camera looked', () => {
    fc.assert(
      fc.property(official, (scene) => {
        const { scene: shown, cutOff, hidden } = closeUp(scene);
        const kept = scene.objects.map((_, i) => i).filter((i) => !cutOff.includes(i) && !hidden.includes(i));
        for (const name of ['left', 'right', 'front', 'behind'] as const) {
          const before = kept.map((i) =>
            scene.relationships[name][i].filter((j) => kept.includes(j)).map((j) => kept.indexOf(j)),
          );
          expect(shown.relationships[name]).toEqual(before);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('cuts off an object at the edge and leaves out one behind another', () => {
    const red = { size: 'large', color: 'red', material: 'rubber', shape: 'cube', rotation: 45 } as const;
    const scene = sceneOf([
      { ...red, x: 0, y: -1 },
      { ...red, x: 3, y: 0 },
      { ...red, size: 'small', shape: 'cylinder', x: 0, y: 0.2 },
    ]);
    const shown = closeUp(scene);
    expect(shown.cutOff).toEqual([1]);
    expect(shown.hidden).toEqual([2]);
    expect(leftOut(shown)).toBe('2 of 3 objects are left out: the close-up cuts off 1, others hide 1.');
    expect(projectToPixel(CLOSE_UP, [3, 0, 0.5], 48, 48)[0]).toBeGreaterThan(40);
    expect(leftOut(closeUp(sceneOf([{ ...red, x: 0, y: 0 }])))).toBeNull();
  });
});
