import { FOODS, PLACES, POSITIONS } from '../../../sequence/tool-words';
import { about, describeEach, noSlots, plans, read, search } from './plan';

/** Whether a word is something to eat or drink. */
export const isFood = (word: string): boolean => (FOODS as readonly string[]).includes(word);

/** What one searches for: with one answer, and open-ended. */
export const SEARCHES = {
  food: { closed: ['price'], open: ['recipes', 'ideas'] },
  place: { closed: ['hours', 'address'], open: ['tips'] },
} as const;

const BOARD = [['word', 'price', 'formula', 'equation']] as const;

/** Plans about boards. */
export const BOARD_PLANS = plans({
  /** What a board says: OCR or MathOCR, which only the picture tells. */
  read: {
    pictures: BOARD,
    versioned: ['OCR'],
    phrases: [
      'what does the board say ?',
      'read the board',
      'what is the text in {image} ?',
      'read the text of {image}',
    ],
    manyQueries: false,
    slots: noSlots,
    *steps({ pictures: [board] }) {
      yield read(board);
    },
  },
  /** The board says whether there is something to compute or to solve. */
  result: {
    pictures: [['formula', 'equation']],
    versioned: ['OCR'],
    phrases: [
      'what is the result ?',
      'what is the result on the board ?',
      'compute the result of {image}',
      'what does the board make ?',
    ],
    manyQueries: false,
    slots: noSlots,
    *steps({ pictures: [board] }) {
      const text = yield read(board);
      yield text.includes('x')
        ? { verb: 'solve', tool: 'Solver', arguments: { command: text } }
        : { verb: 'compute', tool: 'Calculator', arguments: { expression: text } };
    },
  },
  /** So many of what the board gives the price of. */
  price: {
    pictures: [['price']],
    versioned: ['OCR'],
    phrases: [
      'how much are {n} {word} ?',
      'compute the price of {n} {word}',
      'what is the price of {n} {word} ?',
    ],
    manyQueries: true,
    slots(random, [{ content }]) {
      if (content.kind !== 'board') return null;
      return { n: String(2 + random.int(8)), word: content.board.text.split(' ')[0] };
    },
    *steps({ pictures: [board], slots }) {
      const text = yield read(board);
      yield {
        verb: 'compute',
        tool: 'Calculator',
        arguments: { expression: `${slots.n} * ${text.split(' ').at(-1)}` },
      };
    },
  },
  /** The price of what the board names has to be searched for. */
  online: {
    pictures: [['word']],
    versioned: ['OCR', 'GoogleSearch'],
    phrases: [
      'how much are {n} of the word on the board online ?',
      'compute the online price of {n} of the word in {image}',
    ],
    manyQueries: false,
    slots: (random) => ({ n: String(2 + random.int(8)) }),
    *steps({ pictures: [board], slots, tips }) {
      const word = yield read(board);
      const found = yield search(`price ${word}`, false, tips);
      yield {
        verb: 'compute',
        tool: 'Calculator',
        arguments: { expression: `${slots.n} * ${found.split(' ').at(-1)}` },
      };
    },
  },
  /** A search for what the board names. */
  lookup: {
    pictures: [['word']],
    versioned: ['OCR', 'GoogleSearch'],
    phrases: ['search the {topic} for the word on the board', 'find {topic} for the word in {image}'],
    manyQueries: false,
    slots(random, [{ content }]) {
      if (content.kind !== 'board') return null;
      const { closed, open } = SEARCHES[isFood(content.board.text) ? 'food' : 'place'];
      return { topic: random.pick(random.next() < 0.5 ? closed : open) };
    },
    *steps({ pictures: [board], slots, tips }) {
      const word = yield read(board);
      yield search(`${slots.topic} ${word}`, isOpen(slots.topic), tips);
    },
  },
  /** The board's words go into the other picture. */
  copy: {
    pictures: [['word'], ['scene']],
    versioned: ['ImageDescription', 'OCR'],
    phrases: [
      'write the text of the board on the other image at the {position}',
      'what does the board say ? write the word at the {position} of the other picture',
    ],
    manyQueries: false,
    slots: (random) => ({ position: random.pick(POSITIONS) }),
    *steps(context) {
      const { pictures, slots } = context;
      const [board, scene] = pictures;
      yield* describeEach(context, shownOrder(pictures));
      const text = yield read(board);
      yield about('write', 'AddText', scene, { text, position: slots.position });
    },
  },
});

export function isOpen(topic: string): boolean {
  return Object.values(SEARCHES).some(({ open }) => (open as readonly string[]).includes(topic));
}

/** Pictures are shown, and described, in the order of their names. */
export function shownOrder<P extends { readonly name: string }>(pictures: readonly P[]): P[] {
  return [...pictures].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const WORDS_TO_WRITE: readonly string[] = [...FOODS, ...PLACES];
