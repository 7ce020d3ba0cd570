import type { ReactNode } from 'react';
import type { Aggregation } from '../../experiment/inspect/objective-terms';
import { Frac, Sum, Sym } from './math';

const LENGTH = (
  <>
    |o<sub>i</sub>|
  </>
);

/** What a token's loss is divided by: n responses, at most L tokens each. */
const DIVISORS: { readonly [A in Aggregation]: ReactNode } = {
  'token-mean': <>Σ{LENGTH}</>,
  'seq-mean-token-mean': (
    <>
      <Sym>n</Sym> {LENGTH}
    </>
  ),
  'seq-mean-token-sum': <Sym>n</Sym>,
  'dr-grpo': (
    <>
      <Sym>n</Sym> <Sym>L</Sym>
    </>
  ),
};

const WORDS: { readonly [A in Aggregation]: string } = {
  'token-mean': 'one over the number of tokens, times the sum over responses i and tokens t',
  'seq-mean-token-mean':
    'one over the number of responses, times the sum over responses i of one over their length, times the sum over their tokens t',
  'seq-mean-token-sum': 'one over the number of responses, times the sum over responses i and tokens t',
  'dr-grpo':
    'one over the number of responses times the greatest length, times the sum over responses i and tokens t',
};

/** For screen readers, what {@link AggregatedSum} draws. */
export function sumInWords(aggregation: Aggregation): string {
  return WORDS[aggregation];
}

/** The weight of a token in a line of text: "1 / Σ|o|". */
export function WeightSymbol({ aggregation }: { aggregation: Aggregation }) {
  const divisor = DIVISORS[aggregation];
  return aggregation === 'token-mean' || aggregation === 'seq-mean-token-sum' ? (
    <>1 / {divisor}</>
  ) : (
    <>1 / ({divisor})</>
  );
}

/** How token losses are put together, before the term that is summed. */
export function AggregatedSum({ aggregation, last }: { aggregation: Aggregation; last?: string }) {
  if (aggregation === 'seq-mean-token-mean') {
    return (
      <>
        <Frac top="1" bottom={<Sym>n</Sym>} /> <Sum below={last ? 'i=1' : 'i'} above={last} />{' '}
        <Frac top="1" bottom={LENGTH} /> <Sum below="t" />
      </>
    );
  }
  return (
    <>
      <Frac top="1" bottom={DIVISORS[aggregation]} />{' '}
      {last ? (
        <>
          <Sum below="i=1" above={last} /> <Sum below="t" />
        </>
      ) : (
        <Sum below="i,t" />
      )}
    </>
  );
}
