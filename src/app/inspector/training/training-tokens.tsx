import type { SequenceSection, TrainingSequenceView } from '../../../experiment/inspect/inspection';
import { PictureCanvas, type ShownPicture } from '../../parts/picture-canvas';
import { type SectionRun, sectionRuns } from './sequences';

export const SECTION_NAMES: { readonly [S in SequenceSection]: readonly [letter: string, name: string] } = {
  policy: ['P', 'policy'],
  image: ['I', 'image'],
  question: ['Q', 'question'],
  reasoning: ['C', 'reasoning'],
  answer: ['A', 'answer'],
};

/** Share of the marking colour for a token that the model did not expect at all; more would cost contrast. */
const STRONGEST = 45;

/** A sequence section by section: what carries loss has an outline, what is masked is hatched. Pictures in the policy stand in their places. */
export function TrainingTokens({
  tokens,
  losses,
  policyPictures,
}: {
  tokens: TrainingSequenceView['tokens'];
  /** Of the model on show, nats; null: no model was asked. */
  losses: readonly (number | null)[] | null;
  /** What the policy's visual tokens are of, by their number. */
  policyPictures: readonly ShownPicture[];
}) {
  return (
    <dl className="sequence">
      {sectionRuns(tokens).map((run) => {
        const [letter, name] = SECTION_NAMES[run.section];
        return (
          <div key={run.first}>
            <dt>
              <strong>{letter}</strong> {name}
            </dt>
            <dd>
              {run.section === 'image' ? (
                <VisualTokens run={run} />
              ) : (
                <Words run={run} losses={losses} policyPictures={policyPictures} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function VisualTokens({ run }: { run: SectionRun }) {
  const trained = run.tokens.filter(({ weight }) => weight > 0).length;
  return (
    <p className="sequence-visual" data-masked={trained === 0 || undefined}>
      {run.tokens.length} visual tokens, {trained > 0 ? `the place of ${trained} with loss` : 'no loss'}
    </p>
  );
}

function Words({
  run,
  losses,
  policyPictures,
}: {
  run: SectionRun;
  losses: readonly (number | null)[] | null;
  policyPictures: readonly ShownPicture[];
}) {
  return (
    <ol className="sequence-words">
      {run.tokens.map(({ text, weight, picture }, i) => {
        const loss = losses?.[run.first + i] ?? null;
        const surprise = loss === null ? 0 : 1 - Math.exp(-loss);
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: tokens are a sequence, position is identity.
            key={i}
            data-masked={weight === 0 || undefined}
            data-picture={picture !== undefined || undefined}
            style={
              weight > 0
                ? {
                    background: `color-mix(in oklab, var(--gold) ${Math.round(STRONGEST * surprise)}%, transparent)`,
                  }
                : undefined
            }
          >
            {picture === undefined ? text : <PictureCanvas picture={policyPictures[picture]} size={22} />}
            {weight === 0 && <span className="visually-hidden"> (no loss)</span>}
            {loss !== null && <small className="numeric">{loss.toFixed(2)}</small>}
          </li>
        );
      })}
    </ol>
  );
}
