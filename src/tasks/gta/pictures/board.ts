import type { RandomStream } from '../../../random/stream';
import { IMAGE_SIZE } from '../../../sequence/image';
import { FOODS, PLACES } from '../../../sequence/tool-words';
import { wordsOf } from '../words';
import { GLYPH_HEIGHT, GLYPH_WIDTH, hasGlyph, hasInk } from './glyphs';

/** What a board is about; the same words can stand on it at several places and in several colors. */
export const BOARD_KINDS = ['word', 'price', 'formula', 'equation'] as const;
export type BoardKind = (typeof BOARD_KINDS)[number];

/** A board with pixel letters. */
export interface Board {
  readonly kind: BoardKind;
  /** What it says, words and numbers apart: "tea", "tea 45", "12 + 7", "x + 3 = 9". */
  readonly text: string;
  /** Index into {@link BOARD_COLORS}. */
  readonly color: number;
  /** Cells free at the left of the first line, and patches above it. */
  readonly column: number;
  readonly row: number;
}

/** Colors of boards: ground, then ink; RGB. */
export const BOARD_COLORS: readonly (readonly [ground: Rgb, ink: Rgb])[] = [
  [
    [240, 240, 232],
    [24, 24, 28],
  ],
  [
    [30, 72, 52],
    [240, 244, 240],
  ],
  [
    [26, 36, 84],
    [250, 226, 90],
  ],
  [
    [250, 232, 190],
    [120, 42, 24],
  ],
];
type Rgb = readonly [number, number, number];

/** Letters are drawn in cells that lie on the patches of the model's picture, twice the size of the glyphs. */
const CELL = 8;
const GLYPH_SCALE = 2;
export const BOARD_COLUMNS = IMAGE_SIZE / CELL;
/** Patches from one line to the next. */
const LINE_ROWS = 2;
const LAST_ROW = 4;

export const BOARD_WORDS: readonly string[] = [...FOODS, ...PLACES];

export function isMathematics({ kind }: Pick<Board, 'kind'>): boolean {
  return kind === 'formula' || kind === 'equation';
}

/** The lines of a board: a price stands below its word, mathematics in one line without spaces. */
export function boardLines({ kind, text }: Pick<Board, 'kind' | 'text'>): string[] {
  return isMathematics({ kind }) ? [text.replaceAll(' ', '')] : text.split(' ');
}

export function sampleBoard(kind: BoardKind, random: RandomStream): Board {
  const text = sampleText(kind, random);
  const lines = boardLines({ kind, text });
  const widest = Math.max(...lines.map((line) => line.length));
  return {
    kind,
    text,
    color: random.int(BOARD_COLORS.length),
    column: random.int(BOARD_COLUMNS - widest + 1),
    row: 1 + random.int(LAST_ROW - LINE_ROWS * (lines.length - 1)),
  };
}

function sampleText(kind: BoardKind, random: RandomStream): string {
  if (kind === 'word') return random.pick(BOARD_WORDS);
  if (kind === 'price') return `${random.pick(FOODS)} ${2 + random.int(98)}`;
  return kind === 'formula' ? sampleFormula(random) : sampleEquation(random);
}

/** Results are whole numbers from 0 to 999. */
function sampleFormula(random: RandomStream): string {
  const operation = random.pick(['+', '-', '*'] as const);
  if (operation === '*') return `${2 + random.int(98)} * ${2 + random.int(8)}`;
  const a = 10 + random.int(90);
  const b = 1 + random.int(operation === '-' ? a : 99);
  return `${a} ${operation} ${b}`;
}

/** One unknown, its value a whole number from 0 to 99. */
function sampleEquation(random: RandomStream): string {
  const operation = random.pick(['+', '-', '*'] as const);
  const b = 2 + random.int(8);
  if (operation === '*') return `${b} * x = ${b * (1 + random.int(Math.floor(99 / b)))}`;
  const x = operation === '+' ? random.int(100 - b) : b + random.int(100 - b);
  return `x ${operation} ${b} = ${operation === '+' ? x + b : x - b}`;
}

/** Why nobody can draw this board, as a sentence; null for a good one. */
export function boardFault(board: Board): string | null {
  const lines = boardLines(board);
  const rows = board.row + LINE_ROWS * (lines.length - 1);
  if (board.text === '' || lines.some((line) => line === '')) return 'The board says nothing.';
  const unknown = [...lines.join('')].find((character) => !hasGlyph(character));
  if (unknown !== undefined) return `Boards have no letter "${unknown}".`;
  if (lines.some((line) => board.column + line.length > BOARD_COLUMNS) || rows > LAST_ROW || board.row < 1) {
    return `A board has ${BOARD_COLUMNS} letters to a line, and this text does not fit where it stands.`;
  }
  return BOARD_COLORS[board.color] ? null : 'The board has no such color.';
}

/** The letter whose cell covers a pixel of the model's picture, with the place inside its glyph. */
function glyphAt(board: Board, lines: readonly string[], x: number, y: number) {
  const column = Math.floor(x / CELL) - board.column;
  for (const [i, line] of lines.entries()) {
    const top = CELL * (board.row + LINE_ROWS * i) - 1;
    if (y >= top && y < top + GLYPH_HEIGHT * GLYPH_SCALE && column >= 0 && column < line.length) {
      const inside = (x % CELL) - (CELL - GLYPH_WIDTH * GLYPH_SCALE) / 2;
      return {
        character: line[column],
        x: Math.floor(inside / GLYPH_SCALE),
        y: Math.floor((y - top) / GLYPH_SCALE),
      };
    }
  }
  return null;
}

/**
 * Draws a board. The picture at every size shows the model's picture enlarged: whole numbers decide every pixel.
 *
 * @returns RGB bytes, row-major, [size, size, 3]
 */
export function renderBoard(board: Board, size: number): Uint8Array {
  const lines = boardLines(board);
  const [ground, ink] = BOARD_COLORS[board.color];
  const rgb = new Uint8Array(size * size * 3);
  for (let j = 0; j < size; j++) {
    const y = Math.floor((j * IMAGE_SIZE) / size);
    for (let i = 0; i < size; i++) {
      const x = Math.floor((i * IMAGE_SIZE) / size);
      const letter = glyphAt(board, lines, x, y);
      const isEdge = x === 0 || y === 0 || x === IMAGE_SIZE - 1 || y === IMAGE_SIZE - 1;
      const inked = isEdge || (letter !== null && hasInk(letter.character, letter.x, letter.y));
      rgb.set(inked ? ink : ground, 3 * (j * size + i));
    }
  }
  return rgb;
}

/** What the patches of the model's picture show: the word or character of the letter there, or null. */
export function boardPatches(board: Board): (string | null)[] {
  const lines = boardLines(board);
  const words = new Set(wordsOf(board.text));
  return Array.from({ length: BOARD_COLUMNS * BOARD_COLUMNS }, (_, patch) => {
    const [row, column] = [Math.floor(patch / BOARD_COLUMNS), patch % BOARD_COLUMNS];
    const line = lines[(row - board.row) / LINE_ROWS];
    const character = line?.[column - board.column];
    if (character === undefined) return null;
    return words.has(line) ? line : character;
  });
}
