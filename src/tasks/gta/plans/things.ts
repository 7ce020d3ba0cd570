import type { RandomStream } from '../../../random/stream';
import {
  COLORS,
  MATERIALS,
  type ObjectAttributes,
  type Scene,
  SHAPES,
  SIZES,
} from '../../../scene/scene-graph';
import { objectsLike } from '../pictures/picture';

/** What queries call the objects of a scene: a shape, mostly with one more attribute. */

/** Words for one object. */
function describe(object: ObjectAttributes, random: RandomStream): string {
  const type = random.pick(['size', 'color', 'color', 'material'] as const);
  return `${object[type]} ${object.shape}`;
}

/** A description that fits exactly one object of the scene; null where the draws find none. */
export function onlyThing(scene: Scene, random: RandomStream): string | null {
  for (let tries = 0; tries < 20; tries++) {
    const words = describe(random.pick(scene.objects), random);
    if (objectsLike(scene, words).length === 1) return words;
  }
  return null;
}

/** Things to count: mostly some that are there. */
export function someThing(scene: Scene, random: RandomStream): string {
  return random.next() < 0.7 ? describe(random.pick(scene.objects), random) : anyThing(random);
}

/** Things to draw, or that may not be there. */
export function anyThing(random: RandomStream): string {
  const adjective = random.pick([SIZES, COLORS, COLORS, MATERIALS] as readonly (readonly string[])[]);
  return `${random.pick(adjective)} ${random.pick(SHAPES)}`;
}

/** Two different things, the first of which occurs at least as often as the second. */
export function twoThings(scene: Scene, random: RandomStream): readonly [string, string] | null {
  const [first, second] = [someThing(scene, random), someThing(scene, random)];
  if (first === second) return null;
  const counts = [first, second].map((words) => objectsLike(scene, words).length);
  return counts[0] >= counts[1] ? [first, second] : [second, first];
}
