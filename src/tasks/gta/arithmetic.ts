/** Longest expression that is read, characters. */
const LIMIT = 200;

/** A linear term: a + b x. */
type Linear = readonly [constant: number, slope: number];

/** The value of an expression of numbers, + - * / and brackets; null for anything else. Never throws. */
export function evaluateExpression(text: string): number | null {
  const term = readLinear(text);
  return term && term[1] === 0 && Number.isFinite(term[0]) ? term[0] : null;
}

/** The x that solves a linear equation such as "x + 3 = 9"; null for anything else. Never throws. */
export function solveEquation(text: string): number | null {
  const sides = text.split('=');
  if (sides.length !== 2) return null;
  const [left, right] = sides.map(readLinear);
  if (!left || !right) return null;
  const slope = left[1] - right[1];
  const x = (right[0] - left[0]) / slope;
  // 0 - 0 is -0 in one order of the sides.
  return slope !== 0 && Number.isFinite(x) ? x + 0 : null;
}

/** Whether two expressions have one value, or two equations one solution; texts that are neither must be the same. */
export function equalExpressions(a: string, b: string): boolean {
  const read = (text: string) => (text.includes('=') ? solveEquation(text) : evaluateExpression(text));
  const [x, y] = [read(a), read(b)];
  if (x === null || y === null || a.includes('=') !== b.includes('=')) {
    const plain = (text: string) => text.toLowerCase().replace(/\s+/g, '');
    return plain(a) === plain(b);
  }
  return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x), Math.abs(y));
}

/** Recursive descent over + -, then * /, then signs, then numbers, x and brackets. */
function readLinear(text: string): Linear | null {
  if (text.length > LIMIT) return null;
  const source = text.replaceAll('×', '*').replaceAll('÷', '/').replaceAll('−', '-').replaceAll('**', '^');
  const tokens = source.match(/\d+(\.\d+)?|[-+*/()x]|\S/gi) ?? [];
  let at = 0;
  const accept = (token: string) => {
    const found = tokens[at]?.toLowerCase() === token;
    if (found) at++;
    return found;
  };
  const sum = (): Linear | null => {
    let total = product();
    for (;;) {
      const sign = accept('+') ? 1 : accept('-') ? -1 : 0;
      if (sign === 0 || !total) return total;
      const next = product();
      total = next && [total[0] + sign * next[0], total[1] + sign * next[1]];
    }
  };
  const product = (): Linear | null => {
    let total = factor();
    for (;;) {
      const [times, by] = accept('*') ? [true, false] : [false, accept('/')];
      if ((!times && !by) || !total) return total;
      const next = factor();
      if (!next) return null;
      if (times && total[1] !== 0 && next[1] !== 0) return null;
      if (by && (next[1] !== 0 || next[0] === 0)) return null;
      const [a, b] = total;
      total = times ? [a * next[0], a * next[1] + b * next[0]] : [a / next[0], b / next[0]];
    }
  };
  const factor = (): Linear | null => {
    if (accept('-')) {
      const inner = factor();
      return inner && [0 - inner[0], 0 - inner[1]];
    }
    if (accept('x')) return [0, 1];
    if (accept('(')) {
      const inner = sum();
      return accept(')') ? inner : null;
    }
    const token = tokens[at] ?? '';
    if (!/^\d/.test(token)) return null;
    at++;
    return [Number(token), 0];
  };
  const value = sum();
  return at === tokens.length ? value : null;
}
