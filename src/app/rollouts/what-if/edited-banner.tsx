import type { WhatIf } from './use-what-if';
import { responseWords } from './words';

/** Says that what is shown never happened. */
export function EditedBanner({ whatIf }: { whatIf: WhatIf }) {
  const { isEdited, fault, before, shown, rewritten } = whatIf;
  if (fault) {
    return (
      <p className="edited-banner" role="alert">
        {fault}
      </p>
    );
  }
  if (!isEdited) return null;
  const { responseAt, response } = shown;
  return (
    <p className="edited-banner" role="status" data-testid="edited">
      <strong>Edited: what if.</strong>{' '}
      {rewritten.has(responseAt) && responseWords(responseAt + 1, before, response)} Rewards, mean, advantages
      and the terms below follow the edit. The record and the training stay as they were.
    </p>
  );
}
