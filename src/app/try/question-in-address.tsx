import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { withPiece } from '../pieces/lost-store';
import { copyText } from '../reach/copy-text';
import { pageReach } from '../reach/reach';
import { tryUi } from '../tasks/try-registry';
import type { QuestionStore } from '../tasks/try-ui';

type Kind = Parameters<typeof tryUi>[0];

/**
 * Opens the question that the address names, once.
 *
 * @returns its task, null where it names none; and a sentence where it cannot be opened
 */
export function useQuestionInAddress(): { readonly kind: Kind | null; readonly fault: string | null } {
  const [state, setState] = useState<{ kind: Kind | null; fault: string | null }>({
    kind: null,
    fault: null,
  });
  useEffect(() => {
    const asked = new URLSearchParams(location.search).get('ask');
    if (asked === null) return;
    let current = true;
    void withPiece(
      'What reads the question',
      () => import('./question-link'),
      async ({ openQuestion }) => {
        const opened = await openQuestion(asked);
        if (!current) return;
        if (!opened.ok) {
          setState({ kind: null, fault: opened.message });
          return;
        }
        const kind = opened.example.task ?? 'clevr-policy-t';
        tryUi(kind).questions.getState().open(opened.example);
        setState({ kind, fault: null });
      },
    );
    return () => {
      current = false;
    };
  }, []);
  return state;
}

/** Copies the address that asks this very question. */
export function QuestionLink({ questions }: { questions: QuestionStore }) {
  const example = useStore(questions, (state) => state.example);
  const [said, setSaid] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said is about the question before.
  useEffect(() => setSaid(''), [example]);
  const isOwnPicture = 'picture' in example && example.picture !== undefined;
  const copy = () =>
    withPiece(
      'What writes the question',
      () => import('./question-link'),
      async ({ questionQuery }) => {
        const [query, { page, note }] = await Promise.all([questionQuery(example), pageReach()]);
        history.replaceState(history.state, '', `${location.pathname}${query}`);
        if (await copyText(page + query)) setSaid(note ? `Link copied. ${note}` : 'Link copied.');
        else setSaid('This browser does not let the page copy. The address bar holds the link.');
      },
    );
  return (
    <>
      <p className="faint try-said" role="status">
        {isOwnPicture ? 'A picture of your own stays in this browser: no link carries it.' : said}
      </p>
      <Button kind="quiet" isDisabled={isOwnPicture} onPress={() => void copy()} data-testid="copy-question">
        <Icon name="share" />
        Copy link
      </Button>
    </>
  );
}
