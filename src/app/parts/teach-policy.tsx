import { useMemo } from 'react';
import type { TaskKind } from '../../tasks/dataset';
import { readOwnPolicy } from '../../tasks/own-policy';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isActive } from '../state/run-view';
import { useRun } from '../state/stores';
import { teachPolicy } from '../state/taught-policy';
import './teach-policy.css';

const BUSY = 'A run is going on. Stop it, or let it finish, before you teach another policy.';

/** Makes the policy that is edited an experiment in the Lab; says why where that is not possible. */
export function TeachPolicy({ kind, text }: { kind: TaskKind; text: string }) {
  const busy = useRun((state) => isActive(state.live));
  const read = useMemo(() => readOwnPolicy({ kind, own: text }), [kind, text]);
  if (!read) return null;
  const why = read.ok ? (busy ? BUSY : null) : read.message;
  return (
    <div className="teach-policy">
      <Button
        kind="primary"
        isDisabled={why !== null}
        onPress={() => read.ok && teachPolicy({ kind, text, answers: read.policy.answers })}
        data-testid="teach"
      >
        <Icon name="play" />
        Teach it this policy
      </Button>
      <p className="faint">
        {why ?? 'Sets up an experiment in the Lab that trains a model on this policy. You start the run.'}
      </p>
      {read.ok && read.policy.notes.map((note) => <p key={note}>{note}</p>)}
    </div>
  );
}
