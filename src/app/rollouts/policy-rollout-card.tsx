import { type Aggregation, groupStatistics } from '../../experiment/inspect/objective-terms';
import { gateMark } from '../../experiment/record/gate-view';
import { fixed, signed } from '../groups/numbers';
import type { Shown } from '../groups/selection';
import { SOURCE_LABELS } from '../groups/words';
import { AggregatedSum, sumInWords } from './aggregated-sum';
import { Formula, Frac, Op, Piece, Sym } from './math';
import { RewardStrip } from './reward-strip';
import { Term, Terms } from './terms';

/** PolicyRollout: one group from two prompts, one objective under the prompt without the policy. */
export function PolicyRolloutCard({
  used,
  gated,
  shown,
  aggregation,
}: {
  used: boolean;
  /** The run lets policy-aware responses join a group only where they know better (ours). */
  gated: boolean;
  shown: Shown;
  aggregation: Aggregation;
}) {
  const { group, response, tokenAt } = shown;
  const all = groupStatistics(group.responses);
  const from = (source: 'no-policy' | 'policy-aware') =>
    groupStatistics(group.responses.filter((one) => one.source === source));
  const aware = from('policy-aware');
  const plain = from('no-policy');
  const token = response.tokens[tokenAt];
  const trained = response.logp !== null;
  const isLeftOut = gateMark(group, response) === 'left out';
  return (
    <section className="card" aria-labelledby="card-poro" data-used={used}>
      <h4 id="card-poro">
        {gated ? 'Gated PolicyRollout' : 'PolicyRollout'}{' '}
        {used && <span className="card-used">this run</span>}
      </h4>
      <Formula
        words={`The 2G responses of a group are sampled, G from pi old given question and image, G from pi old given question, image and policy. J is ${sumInWords(aggregation)} of the clipped term of rho and A, where rho is pi theta of the token given question and image over pi old of the token given question and image.${gated ? ' The gate, which is ours: only if b, the mean accuracy of the faithful policy-aware responses, is above a, that of the others; else the first G alone.' : ''}`}
      >
        <Piece>
          <Sym>J</Sym> = <AggregatedSum aggregation={aggregation} last="2G" /> <Op>clipped</Op>(
          <Sym sub="i,t">ρ</Sym>, <Sym sub="i">A</Sym>)
        </Piece>
        <Piece>
          <Sym sub="i,t">ρ</Sym> ={' '}
          <Frac
            top={
              <>
                <Sym sub="θ">π</Sym>(<Sym sub="i,t">o</Sym> | Q, I)
              </>
            }
            bottom={
              <>
                <Sym sub="old">π</Sym>(<Sym sub="i,t">o</Sym> | Q, I)
              </>
            }
          />
        </Piece>
        <Piece>
          <Sym sub="1…G">o</Sym> ~ <Sym sub="old">π</Sym>(·|Q, I),
        </Piece>
        <Piece>
          <Sym sub="G+1…2G">o</Sym> ~ <Sym sub="old">π</Sym>(·|Q, I, P)
        </Piece>
        {gated && (
          <Piece>
            <Op>if</Op> b &gt; a, <Op>else</Op> <Sym sub="1…G">o</Sym> <Op>alone</Op>
          </Piece>
        )}
      </Formula>
      <RewardStrip shown={shown} mean={all.mean} />
      <p className="card-note">
        Whoever wrote the response, with the policy or without, it is scored as if the model had said it from
        memory: gradients flow through π(·|Q, I) only, and there is no correction for the sampler.
      </p>
      <Terms>
        <Term
          name="This response"
          symbol=""
          sum={
            <>
              <Sym sub="old">π</Sym>(·|Q, I{response.source === 'policy-aware' && ', P'})
            </>
          }
        >
          {SOURCE_LABELS[response.source]}
        </Term>
        <Term name="Group mean" symbol={<>r̄</>} sum={`${all.size} responses together`}>
          {fixed(all.mean)}
        </Term>
        {aware.size > 0 && (
          <Term name="By source" symbol="" sum={`no policy ${fixed(plain.mean)}, policy-aware`}>
            {fixed(aware.mean)}
          </Term>
        )}
        {group.gate && (
          <Term
            name="Gate"
            symbol=""
            sum={
              group.gate.aware === null
                ? `a = ${fixed(group.gate.own)}, b not sampled`
                : `b = ${fixed(group.gate.aware)}, a = ${fixed(group.gate.own)}`
            }
          >
            {aware.size > 0 ? 'joined' : 'own alone'}
          </Term>
        )}
        <Term
          name="Advantage"
          symbol={<Sym sub="i">A</Sym>}
          sum={
            isLeftOut
              ? 'left out of the group'
              : `(${fixed(response.reward, 3)} − ${fixed(all.mean, 3)}) / ${fixed(all.deviation, 3)}`
          }
        >
          {isLeftOut ? '–' : signed(response.advantage)}
        </Term>
        {token && (
          <Term
            name="Token"
            symbol={
              <>
                <Op>log</Op> <Sym sub="old">π</Sym>
              </>
            }
            sum={trained ? `log π(${token.text} | Q, I)` : 'as sampled'}
          >
            {Number.isFinite(token.logp) ? fixed(token.logp) : '–'}
          </Term>
        )}
        {response.logp !== null && response.logpWithPolicy !== null && (
          <Term
            name="Without − with policy"
            symbol=""
            sum={`${fixed(response.logp)} − (${fixed(response.logpWithPolicy)})`}
            strong
          >
            {signed(response.logp - response.logpWithPolicy)}
          </Term>
        )}
      </Terms>
    </section>
  );
}
