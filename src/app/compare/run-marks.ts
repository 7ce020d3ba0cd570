/** How each of the compared runs is drawn: never by its colour alone. */
export interface RunMark {
  readonly letter: string;
  readonly color: string;
  /** Strokes and gaps of its line; undefined: drawn through. */
  readonly dash: string | undefined;
}

export const RUN_MARKS: readonly RunMark[] = [
  { letter: 'A', color: 'var(--run-a)', dash: undefined },
  { letter: 'B', color: 'var(--run-b)', dash: '6 3' },
  { letter: 'C', color: 'var(--run-c)', dash: '2 3' },
  { letter: 'D', color: 'var(--run-d)', dash: '10 3 2 3' },
  { letter: 'E', color: 'var(--run-e)', dash: '14 4' },
  { letter: 'F', color: 'var(--run-f)', dash: '2 2 2 5' },
];
