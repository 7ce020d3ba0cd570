import type { RandomStream } from '../../../../random/stream';
import { CLOSE_UP } from '../../../../scene/camera';
import {
  type Placement,
  type PlacementFault,
  placementFault,
  placementsOf,
  placeObjects,
  sampleAttributes,
  sampleScene,
} from '../../../../scene/sampler';
import type { ObjectAttributes } from '../../../../scene/scene-graph';

const TRIES = 200;
const REARRANGEMENTS = 12;

/** What is wrong with a placement, and what to do about it. */
export const FAULT_SENTENCES: { readonly [F in PlacementFault['fault']]: string } = {
  'outside the picture': 'This object leaves the picture; move it back in.',
  'too close': 'This object is too close to another one; leave a gap between them.',
  'direction unclear':
    'This object is neither clearly left or right of another one, or neither clearly before or behind it; move it a little.',
  hidden: 'Too little of this object can be seen; move it out from behind the others.',
};

/**
 * A new object with random attributes where it keeps the rules, small if there is no room for a large one; null where there is none at
 * all, or the others break them.
 */
export function newObject(placements: readonly Placement[], random: RandomStream): Placement | null {
  const drawn = sampleAttributes(random);
  const rotation = rotationOf(drawn, random);
  const at = () => random.between(-CLOSE_UP.extent, CLOSE_UP.extent);
  for (const attributes of [drawn, { ...drawn, size: 'small' as const }]) {
    for (let i = 0; i < TRIES; i++) {
      const candidate = { ...attributes, rotation, x: at(), y: at() };
      if (!placementFault([...placements, candidate])) return candidate;
    }
  }
  return null;
}

/** Cubes are turned to show two sides, as in sampled scenes. */
function rotationOf({ shape }: ObjectAttributes, random: RandomStream): number {
  return shape === 'cube' ? 45 + 90 * random.int(4) : random.between(0, 360);
}

/** The same objects at other places that keep the rules; null when none were found. */
export function rearranged(placements: readonly Placement[], random: RandomStream): Placement[] | null {
  for (let i = 0; i < REARRANGEMENTS; i++) {
    const scene = placeObjects(random, placements);
    if (scene) return placementsOf(scene);
  }
  return null;
}

/** A scene as the models were trained on. */
export function randomPlacements(random: RandomStream): Placement[] {
  return placementsOf(sampleScene(random));
}
