import type { ReactNode } from 'react';
import {
  type Aggregation,
  type OBJECTIVES,
  type TokenTerms,
  tokenTerms,
} from '../../experiment/inspect/objective-terms';
import { fixed, signed, small } from '../groups/numbers';
import { AggregatedSum, sumInWords, WeightSymbol } from './aggregated-sum';
import { ClipPlot } from './clip-plot';
import { Formula, Op, Piece, Sym } from './math';
import { Term, Terms } from './terms';

type Objective = (typeof OBJECTIVES)['grpo'];

/** The token that the cards take apart, and what surrounds it. */
export interface TokenInHand {
  readonly advantage: number;
  readonly ratio: number;
  readonly aggregation: Aggregation;
  /** By the aggregation, e.g. one over the tokens it is averaged with; 0 in a group that does not train. */
  readonly weight: number;
  /** Where the weight comes from, in words. */
  readonly weightFrom: string;
}

const BINDING_WORDS: { readonly [B in TokenTerms['binding']]: string } = {
  ratio: 'Unclipped: the gradient passes.',
  clip: 'Clipped: no gradient, the token has moved far enough.',
  'dual clip': 'Dual clip: no gradient, the token would otherwise weigh without bound.',
};

/** The clipped objective of GRPO or DAPO with one token's numbers in it. */
export function ObjectiveCard({
  name,
  used,
  options,
  token,
  extra,
  children,
}: {
  name: string;
  /** The shown run trained with it. */
  used: boolean;
  options: Objective;
  token: TokenInHand;
  /** What the objective subtracts outside the sum, drawn and in words; null for nothing. */
  extra: { readonly formula: ReactNode; readonly words: string } | null;
  /** Further terms. */
  children: ReactNode;
}) {
  const { advantage, ratio, weight } = token;
  const terms = tokenTerms(advantage, ratio, options);
  const [low, high] = [1 - options.clipLow, 1 + options.clipHigh];
  const titleId = `card-${name}`;
  return (
    <section className="card" aria-labelledby={titleId} data-used={used}>
      <h4 id={titleId}>
        {name} {used && <span className="card-used">this run</span>}
      </h4>
      <Formula
        words={`J equals ${sumInWords(token.aggregation)} of the minimum of rho A and rho clipped to between 1 minus epsilon low and 1 plus epsilon high, times A${extra ? `, ${extra.words}` : ''}.`}
      >
        <Piece>
          <Sym>J</Sym> = <AggregatedSum aggregation={token.aggregation} />
        </Piece>
        <Piece>
          <Op>min</Op>( <Sym sub="i,t">ρ</Sym> <Sym sub="i">A</Sym> ,
        </Piece>
        <Piece>
          <Op>clip</Op>(<Sym sub="i,t">ρ</Sym>, 1−<Sym sub="low">ε</Sym>, 1+<Sym sub="high">ε</Sym>){' '}
          <Sym sub="i">A</Sym> )
        </Piece>
        {extra && <Piece>{extra.formula}</Piece>}
      </Formula>
      <ClipPlot name={name} advantage={advantage} ratio={ratio} options={options} />
      <p className="card-binding" data-binding={terms.binding}>
        {advantage === 0 ? 'A is 0: the token is not moved at all.' : BINDING_WORDS[terms.binding]}
      </p>
      <Terms>
        <Term name="Unclipped" symbol={<>ρ A</>} sum={`${fixed(ratio)} × ${signed(advantage)}`}>
          {signed(terms.plain)}
        </Term>
        <Term
          name="Clipped"
          symbol={
            <>
              <Op>clip</Op>(ρ) A
            </>
          }
          sum={`clip(${fixed(ratio)}, ${fixed(low)}, ${fixed(high)}) × ${signed(advantage)}`}
        >
          {signed(terms.clipped)}
        </Term>
        <Term name="The lesser" symbol="" sum={`min(${signed(terms.plain)}, ${signed(terms.clipped)})`}>
          {signed(terms.minimum)}
        </Term>
        <Term
          name="Dual clip"
          symbol={
            <>
              <Sym>c</Sym> A
            </>
          }
          sum={
            terms.dualBound === null
              ? 'only where A < 0'
              : `max(${signed(terms.minimum)}, ${options.dualClip} × ${signed(advantage)})`
          }
        >
          {terms.dualBound === null ? '–' : signed(terms.objective)}
        </Term>
        <Term name="Weight" symbol={<WeightSymbol aggregation={token.aggregation} />} sum={token.weightFrom}>
          {weight === 0 ? '0' : small(weight)}
        </Term>
        <Term
          name="Share of"
          symbol={<Sym>J</Sym>}
          sum={`${signed(terms.objective)} × ${small(weight)}`}
          strong
        >
          {small(terms.objective * weight)}
        </Term>
        {children}
      </Terms>
    </section>
  );
}
