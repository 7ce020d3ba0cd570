import { ATTRIBUTE_TYPES, type Attributes } from './scene-graph';

/** The conjunction in the order of speech: "small cyan metal cube", "cyan object"; "object" for the empty one. */
export function describeCondition(condition: Attributes): string {
  const words = ATTRIBUTE_TYPES.flatMap((type) => condition[type] ?? []);
  return (condition.shape ? words : [...words, 'object']).join(' ');
}
