import type { RandomStream } from '../random/stream';
import { describeCondition } from './attribute-words';
import { ATTRIBUTE_TYPES, ATTRIBUTE_VALUES, type Attributes, exists, type Scene } from './scene-graph';

/**
 * A question about a picture as Qwen2.5-VL could answer it before any training: by turns whether there is such an object
 * (right answers yes and no by turns, too) and how many objects there are.
 */
export function sceneQuestion(
  { objects }: Scene,
  index: number,
  random: RandomStream,
): { readonly question: string; readonly answer: string } {
  if (index % 3 === 2) {
    const question =
      'How many objects are there in the image? Give the number in \\boxed{}, like \\boxed{4}.';
    return { question, answer: String(objects.length) };
  }
  const wanted = index % 3 === 0;
  for (;;) {
    const kind = wanted ? random.pick(objects) : randomKind(random);
    const types = random.shuffled(ATTRIBUTE_TYPES).slice(0, 2);
    const condition: Attributes = Object.fromEntries(types.map((type) => [type, kind[type]]));
    if (exists(objects, condition) !== wanted) continue;
    const question = `Is there a ${describeCondition(condition)} in the image? Give yes or no in \\boxed{}, like \\boxed{yes}.`;
    return { question, answer: wanted ? 'yes' : 'no' };
  }
}

function randomKind(random: RandomStream): Required<Attributes> {
  const pairs = ATTRIBUTE_TYPES.map((type) => [type, random.pick<string>(ATTRIBUTE_VALUES[type])]);
  return Object.fromEntries(pairs);
}
