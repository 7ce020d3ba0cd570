import type { RandomStream } from '../random/stream';
import { CLOSE_UP, type Frame, groundAxes, projectView, toView, type View, viewOf } from './camera';
import { coverage } from './coverage';
import { centreHeight, footprintRadius, solidBox, solidOf } from './primitives';
import {
  COLORS,
  type Direction,
  MATERIALS,
  type ObjectAttributes,
  type Scene,
  type SceneObject,
  SHAPES,
  SIZES,
} from './scene-graph';

/** CLEVR's placement rules, scene units: least gap between edges, and least offset along every direction. */
const EDGE_GAP = 0.25;
const DIRECTION_MARGIN = 0.4;
/** CLEVR's threshold for a spatial relationship. */
const RELATIONSHIP_EPS = 0.2;

const TRIES_PER_OBJECT = 50;
const TRIES_PER_SCENE = 12;
/** Cubes are turned by at most this from showing two equal sides, degrees: nearly frontal ones look like discs. */
const CUBE_SWING = 20;
/** Width in pixels at which visibility is judged. */
const VISIBILITY_WIDTH = 48;

/** An object on the ground: scene position and rotation about the vertical axis in degrees. */
export interface Placement extends ObjectAttributes {
  readonly x: number;
  readonly y: number;
  readonly rotation: number;
}

/** Why a placement breaks a rule, and the index of the object that does. */
export interface PlacementFault {
  readonly object: number;
  readonly fault: 'outside the picture' | 'too close' | 'direction unclear' | 'hidden';
}

/** Independent uniform attributes. */
export function sampleAttributes(random: RandomStream): ObjectAttributes {
  return {
    size: random.pick(SIZES),
    color: random.pick(COLORS),
    material: random.pick(MATERIALS),
    shape: random.pick(SHAPES),
  };
}

export interface SceneOptions {
  readonly frame?: Frame;
  readonly minObjects?: number;
  readonly maxObjects?: number;
}

/** A random scene: uniform number of objects, uniform attributes, placed by CLEVR's rules. */
export function sampleScene(random: RandomStream, options: SceneOptions = {}): Scene {
  const frame = options.frame ?? CLOSE_UP;
  const least = options.minObjects ?? frame.minObjects;
  const most = options.maxObjects ?? frame.maxObjects;
  const count = least + random.int(most - least + 1);
  for (;;) {
    const attributes = Array.from({ length: count }, () => sampleAttributes(random));
    const scene = placeObjects(random, attributes, frame);
    if (scene) return scene;
  }
}

/**
 * Places the given objects at random so that edges are 0.25 apart, every pair differs by 0.4 along both directions
 * and every object can be seen; null when that fails too often (too many objects for the frame): draw others then.
 */
export function placeObjects(
  random: RandomStream,
  attributes: readonly ObjectAttributes[],
  frame: Frame = CLOSE_UP,
): Scene | null {
  const view = visibilityView(frame);
  for (let attempt = 0; attempt < TRIES_PER_SCENE; attempt++) {
    const placed = tryPlacing(random, attributes, frame, view);
    if (placed && !hiddenObject(placed, frame, view)) return sceneOf(placed, frame);
  }
  return null;
}

function tryPlacing(
  random: RandomStream,
  attributes: readonly ObjectAttributes[],
  frame: Frame,
  view: View,
): Placement[] | null {
  const placed: Placement[] = [];
  for (const object of attributes) {
    let tries = 0;
    for (;;) {
      if (tries++ === TRIES_PER_OBJECT) return null;
      const candidate = {
        ...object,
        x: random.between(-frame.extent, frame.extent),
        y: random.between(-frame.extent, frame.extent),
        rotation: sampleRotation(random, object, frame),
      };
      if (placed.every((other) => !conflict(candidate, other, view)) && insidePicture(candidate, view)) {
        placed.push(candidate);
        break;
      }
    }
  }
  return placed;
}

/** The picture in which visibility is judged. */
export function visibilityView(frame: Frame): View {
  return viewOf(frame, VISIBILITY_WIDTH, Math.round((VISIBILITY_WIDTH * frame.height) / frame.width));
}

function sampleRotation(random: RandomStream, { shape }: ObjectAttributes, frame: Frame): number {
  if (shape !== 'cube') return random.between(0, 360);
  const turned = frame.azimuth + 45 + 90 * random.int(4) + random.between(-CUBE_SWING, CUBE_SWING);
  return turned % 360;
}

/** The first rule that hand-made placements break; null when they are as good as sampled ones. */
export function placementFault(
  placements: readonly Placement[],
  frame: Frame = CLOSE_UP,
): PlacementFault | null {
  const view = visibilityView(frame);
  for (const [object, placement] of placements.entries()) {
    if (!insidePicture(placement, view)) return { object, fault: 'outside the picture' };
    for (const other of placements.slice(0, object)) {
      const fault = conflict(placement, other, view);
      if (fault) return { object, fault };
    }
  }
  return hiddenObject(placements, frame, view);
}

function conflict(a: Placement, b: Placement, view: View): 'too close' | 'direction unclear' | null {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  if (Math.sqrt(dx * dx + dy * dy) < footprintRadius(a) + footprintRadius(b) + EDGE_GAP) return 'too close';
  const [across, along] = toView(view, dx, dy);
  return Math.abs(across) < DIRECTION_MARGIN || Math.abs(along) < DIRECTION_MARGIN
    ? 'direction unclear'
    : null;
}

/** Whether an object is inside the picture as a whole. */
export function insidePicture(p: Placement, view: View): boolean {
  const box = solidBox(view, solidOf(p, p.x, p.y, p.rotation, view));
  return box.left >= 0 && box.top >= 0 && box.right <= view.width && box.bottom <= view.height;
}

/** The first object of which too little can be seen; null when there is none. */
export function hiddenObject(
  placements: readonly Placement[],
  frame: Frame,
  view: View,
): PlacementFault | null {
  const solids = placements.map((p) => solidOf(p, p.x, p.y, p.rotation, view));
  const object = coverage(solids, view).findIndex(
    ({ visible, outline }) =>
      visible < frame.minVisibleArea * view.width * view.height || visible < frame.minVisibleShare * outline,
  );
  return object < 0 ? null : { object, fault: 'hidden' };
}

/** The scene graph of placed objects: coordinates, pixel coordinates, directions and relationships. */
export function sceneOf(placements: readonly Placement[], frame: Frame = CLOSE_UP): Scene {
  const view = viewOf(frame, frame.width, frame.height);
  const objects = placements.map((p): SceneObject => {
    const coords = [p.x, p.y, centreHeight(p)] as const;
    return {
      size: p.size,
      color: p.color,
      material: p.material,
      shape: p.shape,
      '3d_coords': coords,
      pixel_coords: projectView(view, ...toView(view, p.x, p.y), coords[2]),
      rotation: p.rotation,
    };
  });
  const directions = directionsOf(frame);
  const related = (d: Direction) => objects.map((from) => relatedTo(objects, from, directions[d]));
  return {
    objects,
    relationships: {
      left: related('left'),
      right: related('right'),
      front: related('front'),
      behind: related('behind'),
    },
    directions,
  };
}

/** The placements of a scene, to edit and pass back to {@link sceneOf}. */
export function placementsOf(scene: Scene): Placement[] {
  return scene.objects.map(({ size, color, material, shape, rotation, '3d_coords': [x, y] }) => ({
    size,
    color,
    material,
    shape,
    x,
    y,
    rotation,
  }));
}

function directionsOf(frame: Frame): Scene['directions'] {
  const { right, behind } = groundAxes(frame);
  return {
    left: [0 - right[0], 0 - right[1], 0],
    right: [right[0], right[1], 0],
    front: [0 - behind[0], 0 - behind[1], 0],
    behind: [behind[0], behind[1], 0],
  };
}

function relatedTo(
  objects: readonly SceneObject[],
  from: SceneObject,
  direction: readonly [number, number, number],
): number[] {
  const [x, y] = from['3d_coords'];
  return objects.flatMap((object, j) => {
    const [ox, oy] = object['3d_coords'];
    const offset = (ox - x) * direction[0] + (oy - y) * direction[1];
    return object !== from && offset > RELATIONSHIP_EPS ? [j] : [];
  });
}
