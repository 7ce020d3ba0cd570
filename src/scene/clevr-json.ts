import * as v from 'valibot';
import { COLORS, type Direction, MATERIALS, type Scene, SHAPES, SIZES } from './scene-graph';

/**
 * The official CLEVR scene JSON: one element of the `scenes` list of a `CLEVR_*_scenes.json` file
 * (Johnson et al. 2017, clevr-dataset-gen).
 */
export const MAX_OBJECTS = 10;
/** Coordinates beyond this are not those of a CLEVR field (x, y in [-3, 3]). */
const MAX_COORDINATE = 10;

const OPPOSITE: { readonly [D in Direction]: Direction } = {
  left: 'right',
  right: 'left',
  front: 'behind',
  behind: 'front',
};

const finite = v.pipe(v.number(), v.finite());
const coordinate = v.pipe(finite, v.minValue(-MAX_COORDINATE), v.maxValue(MAX_COORDINATE));
const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_OBJECTS - 1));
const unit = v.pipe(finite, v.minValue(-1), v.maxValue(1));
const direction = v.strictTuple([unit, unit, unit]);
const related = v.pipe(v.array(v.pipe(v.array(index), v.maxLength(MAX_OBJECTS))), v.maxLength(MAX_OBJECTS));

const sceneSchema = v.strictObject({
  split: v.optional(v.string()),
  image_index: v.optional(v.pipe(v.number(), v.integer())),
  image_filename: v.optional(v.string()),
  objects: v.pipe(
    v.array(
      v.strictObject({
        size: v.picklist(SIZES),
        color: v.picklist(COLORS),
        material: v.picklist(MATERIALS),
        shape: v.picklist(SHAPES),
        '3d_coords': v.strictTuple([coordinate, coordinate, coordinate]),
        pixel_coords: v.strictTuple([finite, finite, finite]),
        rotation: v.pipe(finite, v.minValue(-360), v.maxValue(360)),
      }),
    ),
    v.maxLength(MAX_OBJECTS),
  ),
  relationships: v.strictObject({ left: related, right: related, front: related, behind: related }),
  directions: v.strictObject({
    left: direction,
    right: direction,
    front: direction,
    behind: direction,
    above: v.optional(direction),
    below: v.optional(direction),
  }),
});

export type ParsedScene =
  | { readonly ok: true; readonly scene: Scene }
  | { readonly ok: false; readonly message: string };

/** Reads one official scene object. A failure names the field, what it holds and what it should hold. */
export function parseScene(json: unknown): ParsedScene {
  const parsed = v.safeParse(sceneSchema, json, { abortEarly: true });
  if (!parsed.success) {
    return { ok: false, message: sentence(parsed.issues[0]) };
  }
  const { objects, relationships, directions } = parsed.output;
  const message = relationshipFault(relationships, objects.length);
  if (message) return { ok: false, message };
  const { left, right, front, behind } = directions;
  return { ok: true, scene: { objects, relationships, directions: { left, right, front, behind } } };
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const where = short(v.getDotPath(issue) ?? 'The scene');
  if (issue.expected === 'never') return `${where} is not a field of the CLEVR scene format.`;
  if (issue.received === 'undefined') return `${where} is missing.`;
  return `${where} should be ${issue.expected}, but is ${short(issue.received)}.`;
}

/** Somebody else's text, cut to what fits a message. */
function short(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** The first contradiction in the relationships of `count` objects, as a sentence. */
function relationshipFault(relationships: Scene['relationships'], count: number): string | null {
  for (const name of ['left', 'right', 'front', 'behind'] as const) {
    const lists = relationships[name];
    if (lists.length !== count) {
      return `relationships.${name} should have one list for each of the ${count} objects, but has ${lists.length}.`;
    }
    const opposite = relationships[OPPOSITE[name]];
    for (const [i, list] of lists.entries()) {
      for (const [k, j] of list.entries()) {
        if (j >= count || j === i || list.indexOf(j) !== k) {
          return `relationships.${name}.${i} should name other objects once each, but has ${j}.`;
        }
        if (!opposite[j]?.includes(i)) {
          return `relationships.${name}.${i} has object ${j}, but relationships.${OPPOSITE[name]}.${j} lacks object ${i}.`;
        }
      }
    }
  }
  return null;
}

/** The scene as an official scene object, ready for `JSON.stringify`. */
export function sceneToJson(scene: Scene): unknown {
  return {
    ...scene,
    directions: { ...scene.directions, above: [0, 0, 1], below: [0, 0, -1] },
  };
}
