import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../random/stream';
import { sampleScene } from '../../../scene/sampler';
import { IMAGE_SIZE } from '../../../sequence/image';
import { hasWord } from '../../../sequence/vocabulary';
import { evaluateExpression, solveEquation } from '../arithmetic';
import { wordsOf } from '../words';
import {
  BOARD_KINDS,
  type Board,
  boardFault,
  boardLines,
  boardPatches,
  renderBoard,
  sampleBoard,
} from './board';
import { objectBoxes, objectsLike, overlap, renderPicture, samplePicture } from './picture';

const boards = (kind: Board['kind'], count = 60) =>
  Array.from({ length: count }, (_, i) => sampleBoard(kind, RandomStream.of(i, kind)));

describe('boards', () => {
  it.each(BOARD_KINDS)('of kind %s can be drawn and read in known words', (kind) => {
    for (const board of boards(kind)) {
      expect(boardFault(board)).toBeNull();
      expect(wordsOf(board.text).every(hasWord)).toBe(true);
    }
  });

  it('have formulas with whole results and equations with whole solutions', () => {
    for (const { text } of boards('formula')) {
      const value = evaluateExpression(text);
      expect(Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 999).toBe(true);
    }
    for (const { text } of boards('equation')) {
      const x = solveEquation(text);
      expect(Number.isInteger(x) && (x as number) >= 0 && (x as number) <= 99, text).toBe(true);
    }
  });

  it('show the same at every size', () => {
    for (const kind of BOARD_KINDS) {
      const board = boards(kind, 1)[0];
      const small = renderBoard(board, IMAGE_SIZE);
      const large = renderBoard(board, 7 * IMAGE_SIZE);
      for (let y = 0; y < IMAGE_SIZE; y++) {
        for (let x = 0; x < IMAGE_SIZE; x++) {
          const [a, b] = [3 * (y * IMAGE_SIZE + x), 3 * ((7 * y + 3) * 7 * IMAGE_SIZE + 7 * x + 6)];
          expect([...large.subarray(b, b + 3)]).toEqual([...small.subarray(a, a + 3)]);
        }
      }
    }
  });

  it('have ink where a patch is labelled, and none beside a letter that the label leaves out', () => {
    for (const board of BOARD_KINDS.flatMap((kind) => boards(kind, 8))) {
      const rgb = renderBoard(board, IMAGE_SIZE);
      const ground = [...rgb.subarray(3 * (IMAGE_SIZE + 1), 3 * (IMAGE_SIZE + 1) + 3)].join();
      const labelled = boardPatches(board);
      const letters = boardLines(board).join('').length;
      expect(labelled.filter((label) => label !== null)).toHaveLength(letters);
      labelled.forEach((label, patch) => {
        if (label === null) return;
        const [left, top] = [8 * (patch % 6), 8 * Math.floor(patch / 6)];
        const inked = Array.from({ length: 64 }, (_, i) => {
          const at = 3 * ((top + Math.floor(i / 8)) * IMAGE_SIZE + left + (i % 8));
          return [...rgb.subarray(at, at + 3)].join() !== ground;
        });
        expect(inked.some(Boolean)).toBe(true);
        expect(hasWord(label)).toBe(true);
      });
    }
  });

  it('look different when they say something else', () => {
    const [board] = boards('word', 1);
    const other = { ...board, text: board.text === 'tea' ? 'taxi' : 'tea' };
    expect(renderBoard(board, 48)).not.toEqual(renderBoard(other, 48));
  });

  it.each([
    [{ text: 'tea', kind: 'word', color: 0, column: 4, row: 1 }, 'does not fit'],
    [{ text: 'coffees', kind: 'word', color: 0, column: 0, row: 1 }, 'does not fit'],
    [{ text: 'tea', kind: 'word', color: 9, column: 0, row: 1 }, 'no such color'],
    [{ text: 'win', kind: 'word', color: 0, column: 0, row: 1 }, 'no letter "w"'],
    [{ text: '', kind: 'word', color: 0, column: 0, row: 1 }, 'says nothing'],
  ] as const)('%o: %s', (board, sentence) => {
    expect(boardFault(board)).toContain(sentence);
  });
});

describe('scenes', () => {
  it('have boxes around every object, on a grid of tenths', () => {
    for (let seed = 0; seed < 20; seed++) {
      const scene = sampleScene(RandomStream.of(seed, 'boxes'));
      objectBoxes(scene).forEach((box, i) => {
        const [left, top, right, bottom] = box as [number, number, number, number];
        expect(left < right && top < bottom && left >= 0 && top >= 0 && right <= 10 && bottom <= 10).toBe(
          true,
        );
        const [x, y] = scene.objects[i].pixel_coords;
        expect(x / 48 > left - 1 && x / 48 < right + 1 && y / 48 > top - 1 && y / 48 < bottom + 1).toBe(true);
      });
    }
  });

  it('are found by their words', () => {
    const scene = sampleScene(RandomStream.of(4, 'words'));
    const { size, color, material, shape } = scene.objects[0];
    expect(objectsLike(scene, `${size} ${color} ${material} ${shape}`)).toContain(0);
    expect(objectsLike(scene, '')).toHaveLength(scene.objects.length);
    expect(objectsLike(scene, 'green red cube')).toEqual([]);
    expect(objectsLike(scene, 'tea')).toEqual([]);
  });
});

describe('overlap', () => {
  const box = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9));
  it('is 1 for a box and itself, symmetric, and within 0 and 1', () => {
    expect(overlap([1, 1, 3, 3], [1, 1, 3, 3])).toBe(1);
    expect(overlap([0, 0, 2, 2], [1, 0, 3, 2])).toBeCloseTo(1 / 3, 9);
    fc.assert(
      fc.property(box, box, (a, b) => {
        const value = overlap(a, b);
        expect(value).toBe(overlap(b, a));
        expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
  });
});

describe('pictures', () => {
  it('have the bytes of their size', () => {
    for (const kind of ['scene', ...BOARD_KINDS] as const) {
      expect(renderPicture(samplePicture(kind, RandomStream.of(1, kind)), 60)).toHaveLength(60 * 60 * 3);
    }
  });
});
