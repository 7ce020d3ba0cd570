import { useMemo, useState } from 'react';
import { fittingTexts } from '../../../experiment/inspect/edited-group';
import { Button, Segmented } from '../../design/controls';
import { Icon } from '../../design/icon';
import { chooseResponse, chooseToken } from '../../groups/selection';
import { rewrite, toRecord, undo, useCanUndo } from './edits-store';
import type { WhatIf } from './use-what-if';
import './what-if.css';

type Where = 'replace' | 'before' | 'behind';

/** More than these are a list to choose from, not a row of buttons. */
const BUTTONS = 16;

/** Rewrites the chosen response token by token: only what fits at the place is offered. */
export function RewritePanel({ whatIf }: { whatIf: WhatIf }) {
  const [wanted, setWhere] = useState<Where>('replace');
  const { key, shown, place, before } = whatIf;
  const { response, responseAt, tokenAt, group } = shown;
  const canUndo = useCanUndo(key);
  const texts = response.tokens.map(({ text }) => text);
  // In an empty response there is nothing to stand beside.
  const where = texts.length === 0 ? 'behind' : wanted;
  const at = where === 'behind' ? tokenAt + 1 : tokenAt;
  const fitting = useFitting(group, texts, at);
  const token = texts[tokenAt];
  const change = (next: readonly string[], chosen: number) => {
    rewrite(
      key,
      place,
      next,
      before.tokens.map(({ text }) => text),
    );
    // The rewritten response may no longer be the best, and would go out of sight.
    chooseResponse(responseAt);
    chooseToken(Math.max(0, Math.min(chosen, next.length - 1)));
  };
  const say = (text: string) =>
    change([...texts.slice(0, at), text, ...texts.slice(where === 'replace' ? at + 1 : at)], at);
  return (
    <section className="rewrite" aria-labelledby="rewrite-title" data-testid="rewrite">
      <h4 id="rewrite-title">What if it had said something else{token && <> at “{token}”</>}?</h4>
      <div className="rewrite-tools">
        <Segmented<Where>
          label="Where the new token stands"
          value={where}
          isDisabled={texts.length === 0}
          options={[
            { value: 'replace', label: 'Instead' },
            { value: 'before', label: 'Before' },
            { value: 'behind', label: 'Behind' },
          ]}
          onChange={setWhere}
        />
        <Button
          kind="quiet"
          isDisabled={token === undefined}
          onPress={() => change(texts.toSpliced(tokenAt, 1), tokenAt)}
        >
          Leave it out
        </Button>
        <Button
          kind="quiet"
          isDisabled={token === undefined}
          onPress={() => change(texts.slice(0, tokenAt), tokenAt - 1)}
        >
          Cut from here on
        </Button>
        <span className="rewrite-back">
          <Button kind="quiet" isDisabled={!canUndo} onPress={() => undo(key)}>
            <Icon name="undo" />
            Undo
          </Button>
          <Button kind="quiet" isDisabled={!whatIf.isEdited} onPress={() => toRecord(key)}>
            Back to the record
          </Button>
        </span>
      </div>
      {typeof fitting === 'string' ? (
        <p role="alert">{fitting}</p>
      ) : (
        <Choices texts={fitting} now={where === 'replace' ? token : undefined} onChoose={say} />
      )}
    </section>
  );
}

function Choices({
  texts,
  now,
  onChoose,
}: {
  texts: readonly string[];
  now: string | undefined;
  onChoose: (text: string) => void;
}) {
  if (texts.length === 0) return <p className="faint">The response is over: nothing fits here.</p>;
  if (texts.length > BUTTONS) {
    return (
      <label className="rewrite-choice">
        <span>One of {texts.length} tokens that fit</span>
        <select value="" onChange={(event) => onChoose(event.target.value)}>
          <option value="" disabled>
            Choose …
          </option>
          {texts.map((text) => (
            <option key={text} value={text} disabled={text === now}>
              {text}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <ul className="rewrite-choices" aria-label="Tokens that fit">
      {texts.map((text) => (
        <li key={text}>
          <Button isDisabled={text === now} onPress={() => onChoose(text)}>
            {text}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** What fits behind the tokens before a place, or why nobody can tell, as a sentence. */
function useFitting(
  group: WhatIf['shown']['group'],
  texts: readonly string[],
  at: number,
): readonly string[] | string {
  const { example } = group;
  const before = texts.slice(0, at).join('\n');
  return useMemo(() => {
    try {
      return fittingTexts({ example }, before === '' ? [] : before.split('\n'));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }, [example, before]);
}
