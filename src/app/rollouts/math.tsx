import type { ReactNode } from 'react';

/** A formula: drawn for the eye, said in words for screen readers. */
export function Formula({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="formula" role="img" aria-label={words}>
      {children}
    </div>
  );
}

/** A variable, with an index below and a mark above where it has one. */
export function Sym({ children, sub }: { children: ReactNode; sub?: ReactNode }) {
  return (
    <span className="sym">
      <i>{children}</i>
      {sub !== undefined && <sub>{sub}</sub>}
    </span>
  );
}

/** An upright name: min, clip, log. */
export function Op({ children }: { children: ReactNode }) {
  return <span className="op">{children}</span>;
}

export function Frac({ top, bottom }: { top: ReactNode; bottom: ReactNode }) {
  return (
    <span className="frac">
      <span>{top}</span>
      <span>{bottom}</span>
    </span>
  );
}

/** A sum over what stands below it. */
export function Sum({ below, above }: { below: ReactNode; above?: ReactNode }) {
  return (
    <span className="sum">
      <span className="sum-limit">{above}</span>
      <span className="sum-sign">∑</span>
      <span className="sum-limit">{below}</span>
    </span>
  );
}

/** A piece of a formula that stays on one line. */
export function Piece({ children }: { children: ReactNode }) {
  return <span className="piece">{children}</span>;
}
