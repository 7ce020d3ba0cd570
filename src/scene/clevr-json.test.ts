import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RandomStream } from '../random/stream';
import { CLEVR_FRAME, CLOSE_UP } from './camera';
import { parseScene, sceneToJson } from './clevr-json';
import { sampleScene } from './sampler';

test('a written scene reads back as the same scene', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(CLOSE_UP, CLEVR_FRAME), (seed, frame) => {
      const scene = sampleScene(RandomStream.of(seed), { frame });
      expect(parseScene(JSON.parse(JSON.stringify(sceneToJson(scene))))).toEqual({ ok: true, scene });
    }),
    { numRuns: 30 },
  );
});

test('any JSON value gives a scene or a sentence', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const parsed = parseScene(json);
      if (!parsed.ok) expect(parsed.message).toMatch(/^.+\.$/);
    }),
  );
});

// biome-ignore lint/suspicious/noExplicitAny: the test breaks the JSON on purpose.
function broken(change: (json: any) => void): string {
  const json = JSON.parse(JSON.stringify(sceneToJson(sampleScene(RandomStream.of(1)))));
  change(json);
  const parsed = parseScene(json);
  return parsed.ok ? 'accepted' : parsed.message;
}

test('faults are named', () => {
  expect(
    broken((json) => Object.assign(json, { split: 'train', image_index: 3, image_filename: 'a.png' })),
  ).toBe('accepted');
  expect(broken((json) => (json.objects[0].color = 'pink'))).toMatchInlineSnapshot(`"objects.0.color should be ("gray" | "red" | "blue" | "green" | "brown" | "purple" | "cyan" | "yellow"), but is "pink"."`);
  expect(broken((json) => delete json.directions.left)).toMatchInlineSnapshot(`"directions.left should be "left", but is undefined."`);
  expect(broken((json) => (json.objects[1]['3d_coords'] = [0, 1]))).toMatchInlineSnapshot(`"objects.1.3d_coords.2 should be number, but is undefined."`);
  expect(broken((json) => (json.objects[1].rotation = 1e300))).toMatchInlineSnapshot(`"objects.1.rotation should be <=360, but is 1e+300."`);
  expect(broken((json) => (json.extra = 1))).toMatchInlineSnapshot(`"extra should be never, but is "extra"."`);
  expect(broken((json) => json.relationships.left.pop())).toMatchInlineSnapshot(`"relationships.left should have one list for each of the 5 objects, but has 4."`);
  expect(broken((json) => (json.relationships.left[0] = [0]))).toMatchInlineSnapshot(`"relationships.left.0 should name other objects once each, but has 0."`);
  expect(broken((json) => (json.relationships.left = json.relationships.right))).toMatchInlineSnapshot(`"relationships.left.1 has object 0, but relationships.right.0 lacks object 1."`);
});
