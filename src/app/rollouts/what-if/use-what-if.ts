import { useMemo } from 'react';
import {
  type Edits,
  editedGroup,
  editedStep,
  type FormingOptions,
  longestAllowed,
  withLogProbs,
} from '../../../experiment/inspect/edited-group';
import type { UpdateOptions } from '../../../experiment/inspect/objective-terms';
import { updateOf } from '../../../experiment/inspect/objective-terms';
import type { StageName } from '../../../experiment/plan/methods';
import { stagesOf } from '../../../experiment/plan/methods';
import { sampledFor } from '../../../experiment/record/gate-view';
import type { RolloutResponse } from '../../../experiment/record/run-record';
import type { ModelRef } from '../../../worker/protocol';
import { resolve, type Selection, type Shown } from '../../groups/selection';
import { askable } from '../../state/models';
import type { RunView } from '../../state/run-view';
import { runStore, useRun } from '../../state/stores';
import { groupKey, useEdits } from './edits-store';
import { type LogProbs, useLogProbs } from './use-log-probs';

/** A group that the visitor may rewrite, and what has become of it. */
export interface WhatIf {
  readonly key: string;
  readonly edits: Edits;
  readonly isEdited: boolean;
  /** With the edits in it. */
  readonly shown: Shown;
  /** The group on record. */
  readonly recorded: Shown;
  /** Where the chosen response stands among those on record, and what it said there. */
  readonly place: number;
  readonly before: RolloutResponse;
  /** The update that the group would count in, from 1; null for none. */
  readonly update: number | null;
  /** Places in the shown group whose responses are rewritten. */
  readonly rewritten: ReadonlySet<number>;
  readonly logProbs: LogProbs;
  /** The model that is asked: the latest of the run that there is. */
  readonly asked: StageName;
  /** Why the edits cannot be followed, as a sentence. */
  readonly fault: string | null;
}

export function useWhatIf(
  run: RunView,
  shown: Shown,
  selection: Selection,
  options: FormingOptions & UpdateOptions,
): WhatIf {
  const { record, groupAt, group } = shown;
  const key = groupKey(run.record.id, record.step, groupAt);
  const edits = useEdits(key);
  const isReady = useRun(({ trainer }) => trainer.backend !== null);
  const { asked, model } = latestModel(run);
  const followed = useMemo(() => follow(shown, edits, options), [shown, edits, options]);
  const { edited, places, update, fault } = followed;
  const step = useMemo(
    () => (edited ? editedStep(record, groupAt, edited, update) : record),
    [record, groupAt, edited, update],
  );
  const plain = resolve([step], { ...selection, step: record.step, group: groupAt }) ?? shown;
  const place = places[plain.responseAt] ?? plain.responseAt;
  const texts = edits[place];
  const logProbs = useLogProbs(
    texts && edited
      ? { example: group.example, texts, withPolicy: plain.response.source === 'policy-aware' }
      : null,
    model,
    isReady,
  );
  const measured = (response: RolloutResponse, i: number): RolloutResponse => {
    const own = edits[places[i]];
    const known = own && logProbs.of(own);
    return known ? withLogProbs(response, known.without, known.with) : response;
  };
  const sampled = sampledFor(plain.group).map(measured);
  const members = plain.group.responses.length;
  const responses = sampled.slice(0, members);
  const left = sampled.length > members ? { leftOut: sampled.slice(members) } : {};
  return {
    key,
    edits,
    isEdited: edited !== null,
    shown: edited
      ? { ...plain, group: { ...plain.group, responses, ...left }, response: sampled[plain.responseAt] }
      : shown,
    recorded: shown,
    place,
    before: sampledFor(group)[place] ?? shown.response,
    update,
    rewritten: new Set(sampled.flatMap((_, i) => (edited && edits[places[i]] ? [i] : []))),
    logProbs,
    asked,
    fault,
  };
}

/** The edits followed through, or why not. */
function follow({ record, group }: Shown, edits: Edits, options: FormingOptions & UpdateOptions) {
  const recorded = updateOf(record, group, options);
  const places = sampledFor(group).map((_, i) => i);
  const none = { edited: null, places, update: recorded, fault: null };
  if (Object.keys(edits).length === 0) return none;
  try {
    const found = editedGroup(group, edits, options, longestAllowed(record));
    // A group that dynamic sampling would not have dropped would have been in the last update at the latest.
    const joined = recorded ?? record.updates?.length ?? options.updatesPerStep;
    const update = found.group.dropped === null ? joined : null;
    return { edited: found.group, places: found.places, update, fault: null };
  } catch (error) {
    return { ...none, fault: error instanceof Error ? error.message : String(error) };
  }
}

/** The model of the latest stage that can be asked; the base always can. */
function latestModel(run: RunView): { readonly asked: StageName; readonly model: ModelRef } {
  for (const stage of stagesOf(run.record.config.method).reverse()) {
    const { model } = askable(run, stage, runStore.getState().own.runs);
    if (model) return { asked: stage, model };
  }
  return { asked: 'base', model: { of: 'base', name: run.record.config.base } };
}
