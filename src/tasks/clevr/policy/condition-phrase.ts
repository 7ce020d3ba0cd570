import {
  ATTRIBUTE_TYPES,
  ATTRIBUTE_VALUES,
  type Attributes,
  type AttributeType,
  type ObjectAttributes,
} from '../../../scene/scene-graph';
import { shownTypes } from './crops';
import { describeCondition, typeOfValue } from './describe';
import type { Crops, DecisionNode } from './policy-tree';

/** How a crop stands in a sentence for people: by the object that it shows. */
export function cropReference(crop: ObjectAttributes): string {
  return `[crop: ${describeCondition(crop)}]`;
}

/**
 * A condition in the words of a policy: "a small cyan object", or "a small object with the color of [crop: large cyan rubber
 * sphere]" where a crop shows the value. {@link readConditionPhrase} reads it back.
 *
 * @param cropText how a crop is written
 */
export function conditionPhrase(
  { condition, crops }: Pick<DecisionNode, 'condition' | 'crops'>,
  cropText: (crop: ObjectAttributes) => string = cropReference,
): string {
  const shown = shownTypes({ crops });
  const named = { ...condition, ...Object.fromEntries(shown.map((type) => [type, undefined])) };
  const noun = describeCondition(named);
  const pictures = shown.map((type) => `the ${type} of ${cropText(crops?.[type] as ObjectAttributes)}`);
  const head = `${noun === 'object' ? 'an' : 'a'} ${noun}`;
  return pictures.length > 0 ? `${head} with ${pictures.join(' and ')}` : head;
}

export interface ConditionRead {
  readonly condition: Attributes;
  readonly crops?: Crops;
}

const EXAMPLE = 'the color of [crop: small red metal cube]';
const PICTURE = /^(\S+) of \[crop:?\s*([^\]]*)\](?:$| and (?:with )?the )/i;

/**
 * Reads {@link conditionPhrase}; null when something is wrong with it.
 *
 * @param bad gets a sentence for everything that is wrong
 */
export function readConditionPhrase(phrase: string, bad: (message: string) => void): ConditionRead | null {
  let good = true;
  const refuse = (message: string) => {
    bad(message);
    good = false;
  };
  const [, head, tail] = /^(.*?)(?: with the\b\s*(.*))?$/i.exec(phrase) as RegExpExecArray;
  const attributes: { [type: string]: string } = {};
  const crops = tail === undefined ? {} : readCrops(tail, refuse);
  const shape = readWords(head, tail !== undefined, attributes, refuse);
  for (const [type, crop] of Object.entries(crops)) {
    if (attributes[type])
      refuse(`The ${type} is named (${attributes[type]}) and shown; one of the two is enough.`);
    else attributes[type] = crop[type as AttributeType];
  }
  if (!good || shape === null) return null;
  const condition = attributes as Attributes;
  return Object.keys(crops).length > 0 ? { condition, crops: crops as Crops } : { condition };
}

/** The words before the pictures; they end with a shape or with "object". */
function readWords(
  head: string,
  hasPictures: boolean,
  attributes: { [type: string]: string },
  refuse: (message: string) => void,
): true | null {
  const words = head.toLowerCase().split(' ');
  if (words[0] === 'a' || words[0] === 'an') words.shift();
  const noun = words.at(-1);
  if (noun === 'object') words.pop();
  let good = true;
  const bad = (message: string) => {
    refuse(message);
    good = false;
  };
  for (const word of words) {
    const type = typeOfValue(word);
    if (!type) {
      const all = ATTRIBUTE_TYPES.flatMap((type): readonly string[] => ATTRIBUTE_VALUES[type]);
      bad(`"${shortened(word)}" is not an attribute value: use ${all.join(', ')}.`);
    } else if (attributes[type]) {
      bad(`"${attributes[type]}" and "${word}" are two values of ${type}; an object has one.`);
    } else attributes[type] = word;
  }
  if (!good) return null;
  if (words.length === 0 && !hasPictures) {
    bad('The description names no attribute: write, for example, "a cyan object".');
  } else if (noun !== 'object' && noun !== attributes.shape) {
    bad(
      'A description ends with a shape or with "object", like "a small cyan cube" or "a small cyan object".',
    );
  } else if (noun === 'object' && attributes.shape) {
    bad(`Leave out "object" where there is a shape: "${words.join(' ')}".`);
  }
  return good ? true : null;
}

/** "color of [crop: ...] and the shape of [crop: ...]": a crop for each type. */
function readCrops(
  tail: string,
  refuse: (message: string) => void,
): { [T in AttributeType]?: ObjectAttributes } {
  const crops: { [T in AttributeType]?: ObjectAttributes } = {};
  let rest = tail;
  do {
    const found = PICTURE.exec(rest);
    if (!found) {
      refuse(
        /^\S*( of)?\s*(\[\s*\]?)?$/i.test(rest)
          ? `A crop is missing: "with the" is followed by a type and a crop, like "${EXAMPLE}".`
          : `"${shortened(rest)}" is not understood: "with the" is followed by a type and a crop, like "${EXAMPLE}".`,
      );
      break;
    }
    rest = rest.slice(found[0].length);
    const type = ATTRIBUTE_TYPES.find((known) => known === found[1].toLowerCase());
    const crop = readCrop(found[2].toLowerCase(), refuse);
    if (!type) {
      refuse(`"${shortened(found[1])}" is not an attribute type: use ${ATTRIBUTE_TYPES.join(', ')}.`);
    } else if (crops[type]) {
      refuse(`The ${type} is shown twice; an object has one.`);
    } else if (crop) crops[type] = crop;
  } while (rest !== '');
  return crops;
}

function readCrop(text: string, refuse: (message: string) => void): ObjectAttributes | null {
  const words = text.split(' ').filter((word) => word !== '');
  const types = words.map(typeOfValue);
  const lacking = ATTRIBUTE_TYPES.filter((type) => !types.includes(type));
  if (words.length === 0) {
    refuse(`A crop is missing: name the object that it shows, like "${EXAMPLE}".`);
  } else if (types.includes(undefined)) {
    refuse(
      `"${shortened(text)}" is not a crop of this playground: crops are drawn, and named by the size, color, material and shape of one object.`,
    );
  } else if (words.length > ATTRIBUTE_TYPES.length) {
    refuse(
      `A crop shows one object, so "${shortened(text)}" is too much: name one size, color, material and shape.`,
    );
  } else if (lacking.length > 0) {
    refuse(`The object of the crop "${shortened(text)}" lacks its ${lacking.join(' and its ')}.`);
  } else {
    return Object.fromEntries(types.map((type, i) => [type, words[i]])) as unknown as ObjectAttributes;
  }
  return null;
}

/** What somebody else wrote, cut to what fits a sentence. */
export function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
