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

// biome-ignore lint/suspicious/noExplicitAny: the tests break the JSON on purpose.
type Loose = any;

function broken(change: (json: Loose) => void): string {
  const json = JSON.parse(JSON.stringify(sceneToJson(sampleScene(RandomStream.of(1)))));
  change(json);
  const parsed = parseScene(json);
  return parsed.ok ? 'accepted' : parsed.message;
}

test.each([
  [
    'an unknown colour',
    (json: Loose) => (json.objects[0].color = 'pink'),
    'objects.0.color should be ("gray" | "red"',
  ],
  ['a missing field', (json: Loose) => delete json.directions.left, 'directions.left is missing.'],
  [
    'a short vector',
    (json: Loose) => json.objects[1]['3d_coords'].pop(),
    'objects.1.3d_coords.2 is missing.',
  ],
  [
    'a huge angle',
    (json: Loose) => (json.objects[1].rotation = 1e300),
    'rotation should be <=360, but is 1e+300.',
  ],
  ['an extra field', (json: Loose) => (json.extra = 1), 'extra is not a field of the CLEVR scene format.'],
  [
    'a lost list',
    (json: Loose) => json.relationships.left.pop(),
    'one list for each of the 5 objects, but has 4.',
  ],
  [
    'a self reference',
    (json: Loose) => (json.relationships.left[0] = [0]),
    'left.0 should name other objects once',
  ],
  [
    'a contradiction',
    (json: Loose) => (json.relationships.left = json.relationships.right),
    /relationships\.left\.(\d) has object (\d), but relationships\.right\.\2 lacks object \1\./,
  ],
])('the message names the fault: %s', (_, change, message) => {
  expect(broken(change)).toMatch(message);
});

test('the fields of an official file that we do not use are allowed', () => {
  const official = { split: 'train', image_index: 3, image_filename: 'CLEVR_train_000003.png' };
  expect(broken((json) => Object.assign(json, official))).toBe('accepted');
});
