/**
 * The CLEVR scene graph (Johnson et al., CVPR 2017), in the field names of the official scene JSON, so that scenes
 * made here can be read by tools made for CLEVR and the other way round.
 */
export const SHAPES = ['cube', 'sphere', 'cylinder'] as const;
export const COLORS = ['gray', 'red', 'blue', 'green', 'brown', 'purple', 'cyan', 'yellow'] as const;
export const SIZES = ['small', 'large'] as const;
export const MATERIALS = ['rubber', 'metal'] as const;

export type Shape = (typeof SHAPES)[number];
export type Color = (typeof COLORS)[number];
export type Size = (typeof SIZES)[number];
export type Material = (typeof MATERIALS)[number];

/** The four attribute types in the order in which people say them: "small cyan metal cube". */
export const ATTRIBUTE_TYPES = ['size', 'color', 'material', 'shape'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

export interface ObjectAttributes {
  readonly size: Size;
  readonly color: Color;
  readonly material: Material;
  readonly shape: Shape;
}

/** Every value of every attribute type. */
export const ATTRIBUTE_VALUES: { readonly [T in AttributeType]: readonly ObjectAttributes[T][] } = {
  size: SIZES,
  color: COLORS,
  material: MATERIALS,
  shape: SHAPES,
};

/** A conjunction of attribute values, e.g. `{ color: 'cyan', size: 'small' }`; the empty one matches every object. */
export type Attributes = { readonly [T in AttributeType]?: ObjectAttributes[T] };

export interface SceneObject extends ObjectAttributes {
  /** Centre of the object in scene units; the ground is z = 0. */
  readonly '3d_coords': readonly [x: number, y: number, z: number];
  /** Centre in the rendered image (480 x 320 pixels in CLEVR's frame, 480 x 480 in the close-up) and its depth. */
  readonly pixel_coords: readonly [x: number, y: number, depth: number];
  /** Rotation about the vertical axis, degrees. */
  readonly rotation: number;
}

export type Direction = 'left' | 'right' | 'front' | 'behind';

export interface Scene {
  readonly objects: readonly SceneObject[];
  /** relationships.left[i] lists the objects that are left of object i. */
  readonly relationships: { readonly [D in Direction]: readonly (readonly number[])[] };
  readonly directions: { readonly [D in Direction]: readonly [number, number, number] };
}

/** Whether the object has every value of the conjunction. */
export function matches(object: ObjectAttributes, wanted: Attributes): boolean {
  return ATTRIBUTE_TYPES.every((type) => wanted[type] === undefined || object[type] === wanted[type]);
}

/** Whether some object of the scene has every value of the conjunction. */
export function exists(objects: readonly ObjectAttributes[], wanted: Attributes): boolean {
  return objects.some((object) => matches(object, wanted));
}
