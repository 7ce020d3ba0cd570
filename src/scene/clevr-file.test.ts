import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { CLEVR_FRAME } from './camera';
import { readClevrFile } from './clevr-file';
import { sceneToJson } from './clevr-json';
import { sampleScene } from './sampler';

// biome-ignore lint/suspicious/noExplicitAny: the tests break the JSON on purpose.
type Loose = any;

/** A file as CLEVR's generator writes it: ten objects at most, on its own field, with its own camera. */
function officialFile(seed: number, count: number): Loose {
  const random = RandomStream.of(seed);
  return {
    info: { split: 'val', license: 'CC BY 4.0', version: '1.0', date: '2/14/2017' },
    scenes: Array.from({ length: count }, (_, i) => ({
      split: 'val',
      image_index: i,
      image_filename: `CLEVR_val_${String(i).padStart(6, '0')}.png`,
      ...(sceneToJson(sampleScene(random, { frame: CLEVR_FRAME, minObjects: 3, maxObjects: 10 })) as object),
    })),
  };
}

describe('readClevrFile', () => {
  it('reads every scene of a file, with its picture’s name', () => {
    const json = officialFile(1, 20);
    const read = readClevrFile(JSON.stringify(json));
    expect(read.ok && read.scenes.map(({ name }) => name).slice(0, 2)).toEqual([
      'Scene 0 (CLEVR_val_000000.png)',
      'Scene 1 (CLEVR_val_000001.png)',
    ]);
    const counts = json.scenes.map(({ objects }: Loose) => objects.length);
    expect(read.ok && read.scenes.map(({ scene }) => scene.objects.length)).toEqual(counts);
    expect(Math.max(...counts)).toBeGreaterThan(8);
    const { above: _, below: __, ...directions } = json.scenes[0].directions;
    expect(read.ok && read.scenes[0].scene).toEqual({
      objects: json.scenes[0].objects,
      relationships: json.scenes[0].relationships,
      directions,
    });
  });

  const messageAfter = (change: (json: Loose) => void, text = (json: string) => json) => {
    const json = officialFile(2, 3);
    change(json);
    const read = readClevrFile(text(JSON.stringify(json)));
    return read.ok ? 'accepted' : read.message;
  };
  const eleven = ({ scenes: [, scene] }: Loose) => {
    scene.objects = Array.from({ length: 11 }, () => scene.objects[0]);
  };
  it.each<[string, string, string]>([
    [
      'no objects',
      messageAfter(({ scenes }) => (scenes[1].objects = [])),
      'Scene 1 (CLEVR_val_000001.png) has no objects.',
    ],
    [
      '11 objects',
      messageAfter(eleven),
      'Scene 1 (CLEVR_val_000001.png) has 11 objects; a CLEVR scene has 10 at most.',
    ],
    [
      'an unknown colour',
      messageAfter(({ scenes }) => (scenes[2].objects[0].color = 'pink')),
      'Scene 2 (CLEVR_val_000002.png): objects.0.color should be ("gray" | "red" | "blue" | "green" | "brown" | "purple" | "cyan" | "yellow"), but is "pink".',
    ],
    [
      'coordinates that JSON writes as null',
      messageAfter(({ scenes }) => (scenes[0].objects[1]['3d_coords'][0] = Number.NaN)),
      'Scene 0 (CLEVR_val_000000.png): objects.1.3d_coords.0 should be number, but is null.',
    ],
    [
      'coordinates that Python writes as NaN',
      messageAfter(
        ({ scenes }) => (scenes[0].objects[1]['3d_coords'][0] = 777),
        (json) => json.replace('777', 'NaN'),
      ),
      'The file has NaN in "3d_coords" at character',
    ],
    [
      'missing directions',
      messageAfter(({ scenes }) => delete scenes[0].directions),
      'Scene 0 (CLEVR_val_000000.png): directions is missing.',
    ],
    [
      'missing relationships',
      messageAfter(({ scenes }) => delete scenes[0].relationships),
      'relationships is missing.',
    ],
    [
      'a camera that looks nowhere',
      messageAfter(({ scenes }) => (scenes[0].directions.right = [0, 0, 1])),
      'directions.right points off the ground',
    ],
    ['no scenes', messageAfter((json) => (json.scenes = [])), 'The file has no scenes.'],
    ['another file', messageAfter((json) => delete json.scenes), 'it has no list "scenes"'],
    [
      'no JSON',
      messageAfter(
        () => {},
        (json) => json.slice(1),
      ),
      'This file is not JSON.',
    ],
  ])('says in one sentence what is wrong: %s', (_, message, sentence) => {
    expect(message).toContain(sentence);
    expect(message).toMatch(/^[^\n]+\.$/);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readClevrFile(text)).not.toThrow();
        expect(() => readClevrFile(`{"scenes": [${text}]}`)).not.toThrow();
      }),
    );
  });
});
