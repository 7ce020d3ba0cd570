import { expect, test } from 'vitest';
import { RandomStream } from '../random/stream';
import { CLEVR_FRAME } from './camera';
import { objectAtPixel, objectIds, renderScene } from './renderer';
import { type Placement, sampleScene, sceneOf } from './sampler';
import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES, COLORS, MATERIALS, SHAPES, SIZES } from './scene-graph';

const SMALL = { width: 48, height: 48 };

function fnv(bytes: Uint8Array): string {
  let h = 0x811c9dc5;
  for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193);
  return (h >>> 0).toString(16);
}

// The bytes are part of what a shared link means. A deliberate change of the picture changes these, and with them
// the base checkpoints' training data.
test('pixels are the recorded ones', () => {
  const close = [1, 2, 3].map((seed) => fnv(renderScene(sampleScene(RandomStream.of(seed)), SMALL)));
  const wide = sampleScene(RandomStream.of(4), { frame: CLEVR_FRAME });
  expect([
    ...close,
    fnv(renderScene(wide, { width: 120, height: 80, frame: CLEVR_FRAME, samples: 3 })),
  ]).toMatchInlineSnapshot(`
    [
      "f2cfbb1b",
      "c24f1292",
      "8cd53086",
      "ed2ec65d",
    ]
  `);
});

test('a picture does not depend on what was rendered before', () => {
  const scene = sampleScene(RandomStream.of(20));
  const first = renderScene(scene, SMALL);
  renderScene(sampleScene(RandomStream.of(21)), { width: 30, height: 20 });
  expect(renderScene(scene, SMALL)).toEqual(first);
});

function single(changes: Partial<Placement>) {
  const plain = { size: 'large', color: 'gray', material: 'rubber', shape: 'cube' } as const;
  return sceneOf([{ ...plain, x: 0.3, y: -0.2, rotation: 40, ...changes }]);
}

/** Mean absolute difference per colour channel over the pixels that either object covers. */
function difference(a: Partial<Placement>, b: Partial<Placement>): number {
  const [pa, pb] = [a, b].map((changes) => renderScene(single(changes), SMALL));
  const [ia, ib] = [a, b].map((changes) => objectIds(single(changes), SMALL));
  let sum = 0;
  let count = 0;
  for (let k = 0; k < ia.length; k++) {
    if (ia[k] < 0 && ib[k] < 0) continue;
    count += 3;
    for (let c = 0; c < 3; c++) sum += Math.abs(pa[3 * k + c] - pb[3 * k + c]);
  }
  return sum / count;
}

test('any two values of an attribute differ by 8 grey levels or more on the object at 48 x 48', () => {
  let least = Infinity;
  for (const size of SIZES) {
    for (const color of COLORS) {
      for (const material of MATERIALS) {
        for (const shape of SHAPES) {
          const base = { size, color, material, shape };
          for (const type of ATTRIBUTE_TYPES) {
            for (const value of ATTRIBUTE_VALUES[type]) {
              if (value === base[type]) continue;
              const d = difference(base, { ...base, [type]: value });
              least = Math.min(least, d);
              expect(d, `${JSON.stringify(base)} -> ${value}`).toBeGreaterThan(8);
            }
          }
        }
      }
    }
  }
  console.log(`least difference between two values of an attribute: ${least.toFixed(1)} grey levels`);
});

test('metal has a highlight brighter than any rubber of its colour', () => {
  const brightest = (changes: Partial<Placement>) => {
    const scene = single(changes);
    const pixels = renderScene(scene, SMALL);
    const ids = objectIds(scene, SMALL);
    return Math.max(
      ...Array.from(ids, (id, k) => (id < 0 ? 0 : pixels[3 * k] + pixels[3 * k + 1] + pixels[3 * k + 2])),
    );
  };
  for (const size of SIZES) {
    for (const shape of SHAPES) {
      for (const color of COLORS) {
        const metal = brightest({ size, shape, color, material: 'metal' });
        expect(metal).toBeGreaterThan(brightest({ size, shape, color, material: 'rubber' }) + 40);
      }
    }
  }
});

test('a lone object is found at its pixel_coords, the ground in the corner', () => {
  for (const shape of SHAPES) {
    const scene = single({ shape, x: 1.1, y: 0.9 });
    const [px, py] = scene.objects[0].pixel_coords;
    expect(objectAtPixel(scene, px, py, { width: 480, height: 480 })).toBe(0);
    expect(objectAtPixel(scene, 3, 476, { width: 480, height: 480 })).toBe(-1);
    expect(objectAtPixel(scene, -1, 5, { width: 480, height: 480 })).toBe(-1);
  }
});

test('the nearer object hides the farther one', () => {
  const sphere = {
    size: 'large',
    color: 'red',
    material: 'rubber',
    shape: 'sphere',
    rotation: 0,
    x: 0,
  } as const;
  const scene = sceneOf([
    { ...sphere, y: -0.8 },
    { ...sphere, y: 0.8 },
  ]);
  const [px, py] = scene.objects[0].pixel_coords;
  expect(objectAtPixel(scene, px, py, { width: 480, height: 480 })).toBe(0);
});

test('a 48 x 48 picture takes about a millisecond', () => {
  const scenes = Array.from({ length: 300 }, (_, i) => sampleScene(RandomStream.of(i, 'speed')));
  for (const scene of scenes) renderScene(scene, SMALL);
  const start = performance.now();
  for (const scene of scenes) renderScene(scene, SMALL);
  const ms = (performance.now() - start) / scenes.length;
  console.log(`render 48 x 48: ${ms.toFixed(2)} ms`);
  // Ten times the target, so that a busy machine does not fail it but a lost pixel box does.
  expect(ms).toBeLessThan(10);
});
