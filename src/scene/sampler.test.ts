import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../random/stream';
import { CLEVR_FRAME, CLOSE_UP } from './camera';
import { footprintRadius } from './primitives';
import { objectIds } from './renderer';
import {
  placementFault,
  placementsOf,
  placeObjects,
  sampleAttributes,
  sampleScene,
  sceneOf,
} from './sampler';
import type { Scene } from './scene-graph';

const seeds = fc.integer({ min: 0, max: 1_000_000 });

function pairs(scene: Scene) {
  return scene.objects.flatMap((a, i) => scene.objects.slice(i + 1).map((b) => [a, b] as const));
}

describe.each([
  ['close-up', CLOSE_UP],
  ['CLEVR', CLEVR_FRAME],
])('%s scenes', (_, frame) => {
  test('keep edges 0.25 apart and differ by 0.4 along both directions', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const scene = sampleScene(RandomStream.of(seed), { frame });
        expect(scene.objects.length).toBeGreaterThanOrEqual(frame.minObjects);
        expect(scene.objects.length).toBeLessThanOrEqual(frame.maxObjects);
        for (const [a, b] of pairs(scene)) {
          const dx = a['3d_coords'][0] - b['3d_coords'][0];
          const dy = a['3d_coords'][1] - b['3d_coords'][1];
          expect(Math.hypot(dx, dy) - footprintRadius(a) - footprintRadius(b)).toBeGreaterThan(0.2499);
          for (const [x, y] of [scene.directions.right, scene.directions.behind]) {
            expect(Math.abs(dx * x + dy * y)).toBeGreaterThan(0.3999);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('relationships are the signs of the offsets: antisymmetric and complete', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { objects, relationships } = sampleScene(RandomStream.of(seed), { frame });
        for (let i = 0; i < objects.length; i++) {
          for (let j = 0; j < objects.length; j++) {
            if (i === j) continue;
            const left = relationships.left[i].includes(j);
            expect(left).toBe(relationships.right[j].includes(i));
            expect(left).toBe(!relationships.right[i].includes(j));
            expect(relationships.front[i].includes(j)).toBe(!relationships.behind[i].includes(j));
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

test('left and front are what the picture shows', () => {
  const { objects, relationships } = sampleScene(RandomStream.of(5), { minObjects: 5 });
  const farthestLeft = objects
    .map((o) => o['3d_coords'][0])
    .reduce((m, x, i, all) => (x < all[m] ? i : m), 0);
  expect(relationships.left[farthestLeft]).toEqual([]);
  expect(relationships.right[farthestLeft]).toHaveLength(4);
  const nearest = objects.map((o) => o.pixel_coords[2]).reduce((m, d, i, all) => (d < all[m] ? i : m), 0);
  expect(relationships.behind[nearest].length).toBeGreaterThanOrEqual(3);
});

test('every object of a close-up shows at least 20 pixels at 48 x 48', () => {
  for (let seed = 0; seed < 200; seed++) {
    const scene = sampleScene(RandomStream.of(seed, 'visible'));
    const counts = new Array(scene.objects.length).fill(0);
    for (const id of objectIds(scene, { width: 48, height: 48 })) if (id >= 0) counts[id]++;
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(20);
  }
});

test('the same stream gives the same scene; the given attributes are kept in order', () => {
  const draw = () => {
    const random = RandomStream.of(11);
    const attributes = [0, 1, 2].map(() => sampleAttributes(random));
    return { attributes, scene: placeObjects(random, attributes) };
  };
  const { attributes, scene } = draw();
  expect(draw().scene).toEqual(scene);
  expect(scene?.objects).toMatchObject(attributes);
});

test('too many objects for the frame give null', () => {
  const random = RandomStream.of(3);
  const crowd = Array.from({ length: 12 }, () => ({ ...sampleAttributes(random), size: 'large' as const }));
  expect(placeObjects(random, crowd)).toBeNull();
});

test('placementFault accepts sampled scenes and names what is wrong with edited ones', () => {
  const placements = placementsOf(sampleScene(RandomStream.of(8)));
  expect(sceneOf(placements)).toEqual(sampleScene(RandomStream.of(8)));
  expect(placementFault(placements)).toBeNull();
  const moved = (x: number, y: number) => placements.map((p, i) => (i === 1 ? { ...p, x, y } : p));
  expect(placementFault(moved(9, 0))).toEqual({ object: 1, fault: 'outside the picture' });
  expect(placementFault(moved(placements[0].x, placements[0].y))).toEqual({ object: 1, fault: 'too close' });
  const sphere = { size: 'large', color: 'red', material: 'rubber', shape: 'sphere', rotation: 0 } as const;
  const behind = { ...sphere, size: 'small', shape: 'cylinder', y: 0.8 } as const;
  const front = { ...sphere, x: 0, y: -0.6 };
  expect(placementFault([front, { ...behind, x: 0.1 }])).toEqual({ object: 1, fault: 'direction unclear' });
  expect(placementFault([front, { ...behind, x: 0.41 }])).toEqual({ object: 1, fault: 'hidden' });
});
