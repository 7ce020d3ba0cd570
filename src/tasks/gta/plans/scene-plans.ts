import { ATTRIBUTE_TYPES, COLORS, type Scene } from '../../../scene/scene-graph';
import { ACCOUNT_TYPES, POSITIONS, STYLES } from '../../../sequence/tool-words';
import { type NamedPicture, objectsLike } from '../pictures/picture';
import { isFood, isOpen, SEARCHES, shownOrder, WORDS_TO_WRITE } from './board-plans';
import { about, describeEach, noSlots, plans, search } from './plan';
import { anyThing, onlyThing, someThing, twoThings } from './things';

const SCENE = [['scene']] as const;

const sceneOf = ({ content }: NamedPicture): Scene | null =>
  content.kind === 'scene' ? content.scene : null;

/** Slots of something that a description must find in the first picture. */
function withScene<S>(pictures: readonly NamedPicture[], slots: (scene: Scene) => S | null): S | null {
  const scene = sceneOf(pictures[0]);
  return scene && slots(scene);
}

/** Plans about scenes, and about pictures that are still to be made. */
export const SCENE_PLANS = plans({
  describe: {
    pictures: [['scene', 'scene', 'word', 'formula']],
    versioned: ['ImageDescription'],
    phrases: ['describe the image', 'what is in {image} ?', 'say what is in the picture'],
    manyQueries: false,
    slots: noSlots,
    *steps({ pictures: [picture] }) {
      yield about('describe', 'ImageDescription', picture);
    },
  },
  count: {
    pictures: SCENE,
    versioned: ['CountGivenObject'],
    phrases: ['how many {thing} are in the image ?', 'count the {thing}', 'how many {thing} ?'],
    manyQueries: true,
    slots: (random, pictures) => withScene(pictures, (scene) => ({ thing: someThing(scene, random) })),
    *steps({ pictures: [picture], slots }) {
      yield about('count', 'CountGivenObject', picture, { text: slots.thing });
    },
  },
  /** Count, count, and take away. */
  compare: {
    pictures: SCENE,
    versioned: ['CountGivenObject'],
    phrases: [
      'how many more {thing} than {other} are in the image ?',
      'how many more {thing} than {other} ?',
    ],
    manyQueries: true,
    slots: (random, pictures) =>
      withScene(pictures, (scene) => {
        const two = twoThings(scene, random);
        return two === null ? null : { thing: two[0], other: two[1] };
      }),
    *steps({ pictures: [picture], slots }) {
      const first = yield about('count', 'CountGivenObject', picture, { text: slots.thing });
      const second = yield about('count', 'CountGivenObject', picture, { text: slots.other });
      yield { verb: 'compute', tool: 'Calculator', arguments: { expression: `${first} - ${second}` } };
    },
  },
  plot: {
    pictures: SCENE,
    versioned: ['CountGivenObject'],
    phrases: ['plot the {thing} and the {other}', 'plot how many {thing} and {other} are in the image'],
    manyQueries: true,
    slots: (random, pictures) =>
      withScene(pictures, (scene) => {
        const two = twoThings(scene, random);
        return two === null ? null : { thing: two[0], other: two[1] };
      }),
    *steps({ pictures: [picture], slots }) {
      const first = yield about('count', 'CountGivenObject', picture, { text: slots.thing });
      const second = yield about('count', 'CountGivenObject', picture, { text: slots.other });
      yield {
        verb: 'plot',
        tool: 'Plot',
        arguments: { command: `${slots.thing} ${first} ${slots.other} ${second}` },
      };
    },
  },
  /** Get the box, then look at the region. */
  attribute: {
    pictures: SCENE,
    versioned: ['RegionAttributeDescription'],
    phrases: [
      'what {attribute} is the {thing} ?',
      'what is the {attribute} of the {thing} in {image} ?',
      'look at the {thing} and say what {attribute} is in the box',
    ],
    manyQueries: true,
    slots: (random, pictures) =>
      withScene(pictures, (scene) => {
        const thing = onlyThing(scene, random);
        const object = thing && scene.objects[objectsLike(scene, thing)[0]];
        if (!thing || !object) return null;
        const told = thing.split(' ');
        const types = ATTRIBUTE_TYPES.filter((type) => !told.includes(object[type]));
        return { thing, attribute: random.pick(types) };
      }),
    *steps({ pictures: [picture], slots }) {
      const bbox = yield about('find', 'TextToBbox', picture, { text: slots.thing });
      yield about('look', 'RegionAttributeDescription', picture, { bbox, attribute: slots.attribute });
    },
  },
  locate: {
    pictures: SCENE,
    versioned: [],
    phrases: ['where is the {thing} ?', 'find the {thing} in {image}'],
    manyQueries: true,
    slots: (random, pictures) =>
      withScene(pictures, (scene) => {
        const thing = onlyThing(scene, random);
        return thing === null ? null : { thing };
      }),
    *steps({ pictures: [picture], slots }) {
      yield about('find', 'TextToBbox', picture, { text: slots.thing });
    },
  },
  locateAll: {
    pictures: SCENE,
    versioned: [],
    phrases: ['where are all {thing} ?', 'find all {thing} in {image}'],
    manyQueries: true,
    slots: (random, pictures) => withScene(pictures, (scene) => ({ thing: someThing(scene, random) })),
    *steps({ pictures: [picture], slots }) {
      yield about('find', 'TextToBbox', picture, { text: slots.thing, top1: false });
    },
  },
  box: {
    pictures: SCENE,
    versioned: [],
    phrases: ['draw a box around the {thing}', 'draw the box of the {thing} on {image}'],
    manyQueries: true,
    slots: (random, pictures) =>
      withScene(pictures, (scene) => {
        const thing = onlyThing(scene, random);
        return thing === null ? null : { thing };
      }),
    *steps({ pictures: [picture], slots }) {
      const bbox = yield about('find', 'TextToBbox', picture, { text: slots.thing });
      yield about('draw', 'DrawBox', picture, { bbox });
    },
  },
  label: {
    pictures: SCENE,
    versioned: [],
    phrases: [
      'draw a box with the text {letter} around the {thing}',
      'draw a box around the {thing} with {letter} on the box',
    ],
    manyQueries: true,
    slots: (random, pictures) =>
      withScene(pictures, (scene) => {
        const thing = onlyThing(scene, random);
        return thing === null ? null : { thing, letter: random.pick(ACCOUNT_TYPES) };
      }),
    *steps({ pictures: [picture], slots }) {
      const bbox = yield about('find', 'TextToBbox', picture, { text: slots.thing });
      yield about('draw', 'DrawBox', picture, { bbox, annotation: slots.letter });
    },
  },
  write: {
    pictures: SCENE,
    versioned: [],
    phrases: ['write {word} at the {position}', 'write the word {word} on {image} at the {position}'],
    manyQueries: true,
    slots: (random) => ({ word: random.pick(WORDS_TO_WRITE), position: random.pick(POSITIONS) }),
    *steps({ pictures: [picture], slots }) {
      yield about('write', 'AddText', picture, { text: slots.word, position: slots.position });
    },
  },
  writeInColor: {
    pictures: SCENE,
    versioned: [],
    phrases: ['write {word} in {color} at the {position}', 'at the {position} write the {color} word {word}'],
    manyQueries: true,
    slots: (random) => ({
      word: random.pick(WORDS_TO_WRITE),
      color: random.pick(COLORS.filter((color) => color !== 'red')),
      position: random.pick(POSITIONS),
    }),
    *steps({ pictures: [picture], slots }) {
      const { word: text, position, color } = slots;
      yield about('write', 'AddText', picture, { text, position, color });
    },
  },
  style: {
    pictures: [['scene', 'scene', 'word']],
    versioned: ['ImageStylization'],
    phrases: ['make the image a {style}', 'change {image} to a {style}', 'style the picture like a {style}'],
    manyQueries: false,
    slots: (random) => ({ style: random.pick(STYLES) }),
    *steps({ pictures: [picture], slots }) {
      yield about('style', 'ImageStylization', picture, { instruction: slots.style });
    },
  },
  generate: {
    pictures: [],
    versioned: ['TextToImage'],
    phrases: ['make a picture of a {thing}', 'draw a picture with a {thing}'],
    manyQueries: true,
    slots: (random) => ({ thing: anyThing(random) }),
    *steps({ slots }) {
      yield { verb: 'make', tool: 'TextToImage', arguments: { keywords: slots.thing } };
    },
  },
  /** Describe, then make a picture of what was described. */
  imitate: {
    pictures: SCENE,
    versioned: ['ImageDescription', 'TextToImage'],
    phrases: ['make a picture like {image}', 'make a picture with all in the image'],
    manyQueries: false,
    slots: noSlots,
    *steps({ pictures: [picture] }) {
      const keywords = yield about('describe', 'ImageDescription', picture);
      yield { verb: 'make', tool: 'TextToImage', arguments: { keywords } };
    },
  },
  search: {
    pictures: [],
    versioned: ['GoogleSearch'],
    phrases: [
      'search the {topic} for {word}',
      'find {topic} for {word}',
      'what are the {topic} for {word} ?',
    ],
    manyQueries: false,
    slots(random) {
      const word = random.pick(WORDS_TO_WRITE);
      const { closed, open } = SEARCHES[isFood(word) ? 'food' : 'place'];
      return { word, topic: random.pick(random.next() < 0.5 ? closed : open) };
    },
    *steps({ slots, tips }) {
      yield search(`${slots.topic} ${slots.word}`, isOpen(slots.topic), tips);
    },
  },
  /** Only one of two images shows the thing; count something else there. */
  choose: {
    pictures: [['scene'], ['scene']],
    versioned: ['ImageDescription', 'CountGivenObject'],
    phrases: [
      'how many {thing} are in the image with the {mark} ?',
      'count the {thing} of the picture with the {mark}',
    ],
    manyQueries: true,
    slots(random, [first, second]) {
      const [there, elsewhere] = [sceneOf(first), sceneOf(second)];
      if (!there || !elsewhere) return null;
      for (let tries = 0; tries < 20; tries++) {
        const { color, shape } = random.pick(there.objects);
        const mark = `${color} ${shape}`;
        const thing = random.pick(there.objects).shape;
        if (thing !== shape && objectsLike(elsewhere, mark).length === 0) return { mark, thing };
      }
      return null;
    },
    *steps(context) {
      const { pictures, slots } = context;
      yield* describeEach(context, shownOrder(pictures));
      yield about('count', 'CountGivenObject', pictures[0], { text: slots.thing });
    },
  },
});
