import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  type AttributeType,
} from '../../../scene/scene-graph';

/** The conjunction in the order of speech: "small cyan metal cube", "cyan object"; "object" for the empty one. */
export function describeCondition(condition: Attributes): string {
  const words = ATTRIBUTE_TYPES.flatMap((type) => condition[type] ?? []);
  return (condition.shape ? words : [...words, 'object']).join(' ');
}

/** The attribute type of a value: "cyan" -> "color"; undefined for a word that is no value. */
export function typeOfValue(value: string): AttributeType | undefined {
  return ATTRIBUTE_TYPES.find((type) => (ATTRIBUTE_VALUES[type] as readonly string[]).includes(value));
}
