import type { Method } from '../plan/methods';
import { contrastsOf } from './contrasts';
import type { ResultRow } from './result-row';
import type { Estimate } from './statistics';
import { contrast, type Measure, type MethodSummary, summarize } from './summary';

/** What the tables answer first: a question, and the difference that answers it. */
export interface Question {
  readonly asked: string;
  readonly measure: Measure;
  readonly a: Method;
  readonly b: Method;
}

export const QUESTIONS: readonly Question[] = [
  {
    asked: 'What does internalizing reach, against the base with the policy in its prompt?',
    measure: 'accuracy',
    a: 'trimpi-poro-dapo',
    b: 'in-context',
  },
  { asked: 'What does VM-CPT add to CoT SFT?', measure: 'accuracy', a: 'vm-cpt+cot-sft', b: 'cot-sft' },
  {
    asked: 'What does RL (DAPO) add to both?',
    measure: 'accuracy',
    a: 'trimpi-dapo',
    b: 'vm-cpt+cot-sft',
  },
  {
    asked: 'What does PolicyRollout add to DAPO?',
    measure: 'accuracy',
    a: 'trimpi-poro-dapo',
    b: 'trimpi-dapo',
  },
  {
    asked: 'What does the gate add to PolicyRollout?',
    measure: 'accuracy',
    a: 'trimpi-gated-poro-dapo',
    b: 'trimpi-poro-dapo',
  },
  {
    asked: 'Does RL (DAPO) beat context distillation?',
    measure: 'accuracy',
    a: 'trimpi-dapo',
    b: 'vm-cpt+cot-sft+distillation',
  },
  {
    asked: 'Is a fresh policy in the prompt still followed?',
    measure: 'freshInContext',
    a: 'trimpi-poro-dapo',
    b: 'in-context',
  },
  {
    asked: 'Is other content under the policy’s name still followed?',
    measure: 'override',
    a: 'trimpi-poro-dapo',
    b: 'in-context',
  },
];

export interface Answer {
  /** a minus b, paired by seed. */
  readonly difference: Estimate;
  /** Whether the difference is one by Holm's correction in its table; null where that corrects accuracies only, or seeds are few. */
  readonly holds: boolean | null;
}

/** @returns one answer for each of {@link QUESTIONS}, null where the table lacks a row for it. */
export function answersOf(rows: readonly ResultRow[]): (Answer | null)[] {
  const summaries = summarize(rows);
  const contrasts = contrastsOf(summaries);
  const line = (method: Method): MethodSummary | undefined =>
    summaries.find((summary) => summary.method === method);
  return QUESTIONS.map(({ measure, a, b }) => {
    const [first, second] = [line(a), line(b)];
    const difference = first && second ? contrast(first, second, measure) : null;
    if (!difference) return null;
    const verdict =
      measure === 'accuracy' ? contrasts.find((one) => one.a === a && one.b === b)?.verdict : null;
    return { difference, holds: verdict ? verdict !== 'open' : null };
  });
}
