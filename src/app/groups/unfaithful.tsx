import type { Departure } from '../../experiment/record/run-record';
import { DEPARTURE_NAMES } from './words';

/** Where a right answer rests on words that its policy does not have: what it says, and beside it the policy's line. */
export function Unfaithful({ departure: { kind, said, policy } }: { departure: Departure }) {
  return (
    <dl className="unfaithful" data-testid="unfaithful">
      <div className="unfaithful-kind">
        <dt className="visually-hidden">What is wrong</dt>
        <dd>{DEPARTURE_NAMES[kind]}, so its right answer does not count.</dd>
      </div>
      <div>
        <dt>It says</dt>
        <dd>{said}</dd>
      </div>
      <div>
        <dt>The policy says</dt>
        <dd>{policy}</dd>
      </div>
    </dl>
  );
}
