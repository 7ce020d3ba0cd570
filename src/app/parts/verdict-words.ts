import type { ResponseView } from '../../experiment/record/run-record';

/** "right", "wrong", or what an answer earns that is right in part: "0.75, tool 1, arguments 0.5". */
export function verdictInWords({ correct, parts }: Pick<ResponseView, 'correct' | 'parts'>): string {
  if (correct) return 'right';
  if (!parts || parts.tool + parts.arguments === 0) return 'wrong';
  const accuracy = (parts.tool + parts.arguments) / 2;
  return `${points(accuracy)}, tool ${points(parts.tool)}, arguments ${points(parts.arguments)}`;
}

/** A score from 0 to 1 in two digits at most. */
export const points = (score: number): string => String(Number(score.toFixed(2)));
