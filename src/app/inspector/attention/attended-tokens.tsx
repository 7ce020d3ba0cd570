import type { SectionedToken } from '../../../experiment/inspect/inspection';
import { percent } from '../../design/format';
import { PictureCanvas, type ShownPicture } from '../../parts/picture-canvas';
import { type Place, placeOf } from './shares';

const NAMES: { readonly [P in Place]: string } = {
  image: 'Image',
  policy: 'Policy in the prompt',
  question: 'Question',
  response: 'Response so far',
};

/** Share of the ink for the token that was read most; more would cost contrast. */
const STRONGEST = 26;

/** The words that could be read, and the policy's pictures among them, each the darker, the more of the attention it got. */
export function AttendedTokens({
  keys,
  shares,
  policyPictures,
}: {
  keys: readonly SectionedToken[];
  shares: ArrayLike<number>;
  /** What the policy's visual tokens are of, by their number. */
  policyPictures: readonly ShownPicture[];
}) {
  const words = keys.flatMap((key, i) => {
    const place = placeOf(key.section);
    return place === 'image' ? [] : [{ ...key, i, place, share: shares[i] }];
  });
  const most = Math.max(...words.map(({ share }) => share), 1e-9);
  return (['policy', 'question', 'response'] as const).map((place) => {
    const here = words.filter((word) => word.place === place);
    return (
      here.length > 0 && (
        <div key={place} className="attended">
          <h4>{NAMES[place]}</h4>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
          <section className="attended-tokens" tabIndex={0} aria-label={`${NAMES[place]}, by attention`}>
            {here.map(({ i, text, share, picture }) => (
              <span
                key={i}
                className="attended-token"
                style={{
                  background: `color-mix(in oklab, var(--ink) ${Math.round((STRONGEST * share) / most)}%, transparent)`,
                }}
              >
                {picture === undefined ? text : <PictureCanvas picture={policyPictures[picture]} size={22} />}
                <small className="numeric">{share >= 0.005 ? percent(share) : '·'}</small>
              </span>
            ))}
          </section>
        </div>
      )
    );
  });
}
