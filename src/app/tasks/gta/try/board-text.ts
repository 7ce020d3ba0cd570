import { hasWord } from '../../../../sequence/vocabulary';
import { evaluateExpression, solveEquation } from '../../../../tasks/gta/arithmetic';
import {
  BOARD_COLUMNS,
  BOARD_WORDS,
  type Board,
  boardFault,
  boardLines,
} from '../../../../tasks/gta/pictures/board';
import { wordsOf } from '../../../../tasks/gta/words';

/** The board with another text, moved to where it fits; a sentence for a text that boards of its kind cannot have. */
export function withText(board: Board, typed: string): Board | string {
  const text = spaced(typed);
  const fault = textFault(board.kind, text);
  if (fault) return fault;
  const widest = Math.max(...boardLines({ kind: board.kind, text }).map(({ length }) => length));
  const next = { ...board, text, column: Math.max(0, Math.min(board.column, BOARD_COLUMNS - widest)) };
  if (!wordsOf(text).every(hasWord)) return 'The models do not know all of these words.';
  return boardFault(next) ?? next;
}

/** "12+7" -> "12 + 7". */
function spaced(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('×', '*')
    .replaceAll('−', '-')
    .replace(/([-+*=])/g, ' $1 ')
    .trim()
    .replace(/\s+/g, ' ');
}

function textFault(kind: Board['kind'], text: string): string | null {
  switch (kind) {
    case 'word':
      return BOARD_WORDS.includes(text) ? null : `Write one of these words: ${BOARD_WORDS.join(', ')}.`;
    case 'price': {
      const [word, price, ...rest] = text.split(' ');
      const isPrice = BOARD_WORDS.includes(word) && /^[1-9]\d{0,2}$/.test(price ?? '') && rest.length === 0;
      return isPrice ? null : 'Write a word and its price from 1 to 999, like “tea 45”.';
    }
    case 'formula':
      return evaluateExpression(text) === null || !/[-+*]/.test(text)
        ? 'Write two numbers and a sign between them, like “12 + 7”.'
        : null;
    case 'equation':
      return solveEquation(text) === null ? 'Write an equation with one x, like “x + 3 = 9”.' : null;
  }
}
