/** The arithmetic that the objective is written in: on numbers for screens, on tensors for the trainer (objective.ts). */
export interface Arithmetic<T> {
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  scale(a: T, by: number): T;
  minusOne(a: T): T;
  exp(a: T): T;
  clamp(a: T, low: number, high: number): T;
  min(a: T, b: T): T;
  max(a: T, b: T): T;
  /** `yes` where the sign is negative, else `no`. */
  whereNegative(sign: T, yes: T, no: T): T;
}

export const NUMBERS: Arithmetic<number> = {
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  scale: (a, by) => a * by,
  minusOne: (a) => a - 1,
  exp: Math.exp,
  clamp: (a, low, high) => Math.min(high, Math.max(low, a)),
  min: Math.min,
  max: Math.max,
  whereNegative: (sign, yes, no) => (sign < 0 ? yes : no),
};
