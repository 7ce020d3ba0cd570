import type { RandomStream } from '../../../../random/stream';
import { ATTRIBUTE_TYPES, COLORS, MATERIALS, type Scene, SHAPES, SIZES } from '../../../../scene/scene-graph';
import { ACCOUNT_TYPES, FOODS, IMAGE_NAMES, POSITIONS, STYLES } from '../../../../sequence/tool-words';
import { type Instance, turnsOf } from '../../../../tasks/gta/instance';
import { BOARD_WORDS } from '../../../../tasks/gta/pictures/board';
import {
  type NamedPicture,
  objectsLike,
  type PictureContent,
  type PictureKind,
  samplePicture,
} from '../../../../tasks/gta/pictures/picture';
import { isFood, SEARCHES } from '../../../../tasks/gta/plans/board-plans';
import { PLANS, type PlanName } from '../../../../tasks/gta/plans/plans';
import type { GtaPolicy } from '../../../../tasks/gta/rules/policy';
import { parseBox } from '../../../../tasks/gta/words';

/** What is asked: a user's query, cut at one call, under a policy. */
export interface Question {
  readonly instance: Instance;
  readonly rules: GtaPolicy;
}

/** A question, or a sentence about why there is none. */
export type Edited = Question | string;

const ADJECTIVES: readonly string[] = [...SIZES, ...COLORS, ...MATERIALS];
const THINGS = SHAPES.flatMap((shape) => ADJECTIVES.map((adjective) => `${adjective} ${shape}`));
const MARKS = SHAPES.flatMap((shape) => COLORS.map((color) => `${color} ${shape}`));
const TOPICS = [
  ...SEARCHES.food.closed,
  ...SEARCHES.food.open,
  ...SEARCHES.place.closed,
  ...SEARCHES.place.open,
];
const NUMBERS = ['2', '3', '4', '5', '6', '7', '8', '9'];

/** The words that can stand in a gap of a plan's phrases. */
export function slotChoices(plan: PlanName, slot: string): readonly string[] {
  switch (slot) {
    case 'thing':
      return plan === 'choose' ? SHAPES : THINGS;
    case 'other':
      return THINGS;
    case 'mark':
      return MARKS;
    case 'attribute':
      return ATTRIBUTE_TYPES.filter((type) => type !== 'shape');
    case 'topic':
      return TOPICS;
    case 'word':
      return plan === 'price' ? FOODS : BOARD_WORDS;
    case 'position':
      return POSITIONS;
    case 'color':
      return COLORS;
    case 'style':
      return STYLES;
    case 'letter':
      return ACCOUNT_TYPES;
    default:
      return NUMBERS;
  }
}

export const kindOf = (content: PictureContent): PictureKind =>
  content.kind === 'board' ? content.board.kind : 'scene';

/** The kinds of picture that a plan takes in this place, each once. */
export function kindsOf(plan: PlanName, place: number): readonly PictureKind[] {
  return [...new Set(PLANS[plan].pictures[place])];
}

/** Why nobody can ask this, as a sentence; null for a good question. */
export function questionFault({ instance, rules }: Question): string | null {
  const query = queryFault(instance);
  if (query) return query;
  const boxes = turnsOf(instance, rules).map(({ call }) => call.arguments.bbox);
  return boxes.some((box) => box !== undefined && !parseBox(box))
    ? `The ${instance.slots.thing} is hidden behind another object: no tool finds its box.`
    : null;
}

const sceneAt = (pictures: readonly NamedPicture[], place: number): Scene | null => {
  const content = pictures[place]?.content;
  return content?.kind === 'scene' ? content.scene : null;
};

function queryFault({ plan, slots, pictures }: Instance): string | null {
  const { thing = '', other = '', mark = '', attribute = '', word = '', topic = '' } = slots;
  const scene = sceneAt(pictures, 0);
  const shown = (words: string) => (scene ? objectsLike(scene, words).length : 0);
  switch (plan) {
    case 'locate':
    case 'box':
    case 'label':
      return shown(thing) > 0 ? null : `The picture shows no ${thing}.`;
    case 'attribute': {
      if (shown(thing) === 0) return `The picture shows no ${thing}.`;
      const object = scene?.objects[objectsLike(scene, thing)[0]];
      const said = object?.[attribute as keyof typeof object];
      return thing.split(' ').includes(String(said)) ? `“${thing}” already says the ${attribute}.` : null;
    }
    case 'compare':
      if (thing === other) return 'A comparison needs two different things.';
      return shown(thing) >= shown(other) ? null : `The picture shows more ${other} than ${thing}.`;
    case 'plot':
      return thing === other ? 'A plot needs two different things.' : null;
    case 'choose': {
      const elsewhere = sceneAt(pictures, 1);
      if (shown(mark) === 0) return `No picture that is asked about shows a ${mark}.`;
      return elsewhere && objectsLike(elsewhere, mark).length > 0
        ? `Both pictures show a ${mark}; only one of them may.`
        : null;
    }
    case 'price':
      return boardWord(pictures) === word ? null : `The board gives no price of ${word}.`;
    case 'search':
    case 'lookup': {
      const about = plan === 'search' ? word : boardWord(pictures);
      const { closed, open } = SEARCHES[isFood(about) ? 'food' : 'place'];
      return [...closed, ...open].some((known) => known === topic)
        ? null
        : `Nobody searches the ${topic} of ${about}: choose ${[...closed, ...open].join(' or ')}.`;
    }
    default:
      return null;
  }
}

function boardWord([first]: readonly NamedPicture[]): string {
  return first?.content.kind === 'board' ? first.content.board.text.split(' ')[0] : '';
}

const SLOT_TRIES = 60;

/** The question with words that suit its pictures: its own, where they do; a sentence where none were found. */
export function fitted(question: Question, random: RandomStream): Edited {
  const fault = questionFault(question);
  if (!fault) return question;
  const { instance } = question;
  for (let tries = 0; tries < SLOT_TRIES; tries++) {
    const slots = PLANS[instance.plan].slots(random, instance.pictures);
    const next = slots && { ...question, instance: { ...instance, slots } };
    if (next && !questionFault(next)) return next;
  }
  return fault;
}

/** Other words for the same plan and pictures. */
export function otherWords(question: Question, random: RandomStream): Edited {
  const { instance } = question;
  for (let tries = 0; tries < SLOT_TRIES; tries++) {
    const slots = PLANS[instance.plan].slots(random, instance.pictures);
    const next = slots && { ...question, instance: { ...instance, slots } };
    if (next && JSON.stringify(slots) !== JSON.stringify(instance.slots) && !questionFault(next)) return next;
  }
  return 'There are no other words for this query.';
}

const PLAN_TRIES = 20;

/** A query of a plan for the same user; pictures that the plan can use stay. */
export function withPlan(question: Question, plan: PlanName, random: RandomStream): Edited {
  const { instance } = question;
  const names = random.shuffled(IMAGE_NAMES);
  for (let tries = 0; tries < PLAN_TRIES; tries++) {
    const pictures = PLANS[plan].pictures.map((kinds, i): NamedPicture => {
      const known = instance.pictures[i];
      if (tries === 0 && known && kinds.includes(kindOf(known.content))) return known;
      return { name: names[i], content: samplePicture(random.pick(kinds), random) };
    });
    // A picture that stays may have the name that was drawn for another.
    if (new Set(pictures.map(({ name }) => name)).size < pictures.length) continue;
    const slots = PLANS[plan].slots(random, pictures);
    if (!slots) continue;
    const drawn = { ...question, instance: { ...instance, plan, phrase: 0, slots, pictures, step: 0 } };
    const next = fitted(drawn, random);
    if (typeof next !== 'string') return next;
  }
  return 'No picture was found for this query. Try again.';
}

/** Another content of one picture; the words of the query follow where they have to. */
export function withPicture(
  question: Question,
  place: number,
  content: PictureContent,
  random: RandomStream,
): Edited {
  const { instance } = question;
  const pictures = instance.pictures.map((picture, i) => (i === place ? { ...picture, content } : picture));
  return fitted({ ...question, instance: { ...instance, pictures, step: instance.step } }, random);
}

/** Another part of the instance. */
export function withInstance(question: Question, part: Partial<Instance>): Edited {
  const next = { ...question, instance: { ...question.instance, ...part } };
  return questionFault(next) ?? next;
}
