import type { ReactNode } from 'react';

/** The terms of a formula with their numbers. */
export function Terms({ children }: { children: ReactNode }) {
  return <dl className="terms">{children}</dl>;
}

/** One term: its name, its symbol, the sum with numbers in it, and what it comes to. */
export function Term({
  name,
  symbol,
  sum,
  strong = false,
  children,
}: {
  name: string;
  symbol: ReactNode;
  sum: ReactNode;
  strong?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="term" data-strong={strong || undefined}>
      <dt>
        {name} <span className="term-symbol">{symbol}</span>
      </dt>
      <dd className="numeric">
        <span className="term-sum">{sum}</span>
        <span className="term-value">{children}</span>
      </dd>
    </div>
  );
}
