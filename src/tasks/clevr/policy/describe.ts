import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES, type AttributeType } from '../../../scene/scene-graph';

export { describeCondition } from '../../../scene/attribute-words';

/** The attribute type of a value: "cyan" -> "color"; undefined for a word that is no value. */
export function typeOfValue(value: string): AttributeType | undefined {
  return ATTRIBUTE_TYPES.find((type) => (ATTRIBUTE_VALUES[type] as readonly string[]).includes(value));
}
