import { useRef, useState } from 'react';
import { Input, TextField, ToggleButton } from 'react-aria-components';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { runTitle } from '../../experiment/results/run-title';
import { IntervalBar } from '../charts/interval-bar';
import { Checkbox } from '../design/checkbox';
import { Button } from '../design/controls';
import { byteSize, percent } from '../design/format';
import { Icon } from '../design/icon';
import { lazyPiece } from '../pieces/lazy-piece';
import type { RunEntry } from '../state/run-list';
import { runList, useRunList } from '../state/runs';
import { goToScreen } from '../state/screen';
import { showRecord, useRun } from '../state/stores';
import { finalAccuracy } from './method-table';
import { RunLine } from './run-legend';
import { RUN_MARKS } from './run-marks';

const ExportDialog = lazyPiece('The export', async () => (await import('./export-dialog')).ExportDialog);
const ShareDialog = lazyPiece('The link', async () => (await import('../links/share-dialog')).ShareDialog);

const SOURCES = { live: 'your run', recording: 'recorded', file: 'imported' } as const;

/** A run of the list: its result, and what can be done with it. `hasTwin`: another run of the list reads like it. */
export function RunRow({ entry, hasTwin }: { entry: RunEntry; hasTwin: boolean }) {
  const { id, name, starred, record, source } = entry;
  const place = useRunList((state) => state.selected.indexOf(id));
  const kept = useRun(({ own }) => own.runs.find((run) => run.id === id));
  const [dialog, setDialog] = useState<'export' | 'share' | null>(null);
  const [renaming, setRenaming] = useState(false);
  const renameButton = useRef<HTMLButtonElement>(null);
  const { config, provenance, stages } = record;
  const result = finalAccuracy(record);
  const tone = config.method === 'in-context' ? 'in-prompt' : 'internalized';
  return (
    <li className="run-row" data-selected={place >= 0 || undefined} data-testid="run-row">
      <Checkbox
        aria-label={`Compare ${name}`}
        isSelected={place >= 0}
        onChange={(selected) => runList.getState().select(id, selected)}
      />
      <ToggleButton
        className="row-button row-star"
        aria-label={`Star ${name}`}
        isSelected={starred}
        onChange={(on) => runList.getState().star(id, on)}
      >
        <Icon name={starred ? 'starred' : 'star'} />
      </ToggleButton>
      <div className="row-what">
        {renaming ? (
          <RenameField
            entry={entry}
            onClose={(left) => {
              setRenaming(false);
              if (!left) renameButton.current?.focus();
            }}
          />
        ) : (
          <p className="row-name">
            {place >= 0 && (
              <>
                <RunLine mark={RUN_MARKS[place]} />{' '}
              </>
            )}
            {name}
          </p>
        )}
        <p className="row-facts numeric">
          {!saysItself(name, config) && <>{runTitle(config)}; </>}
          {SOURCES[source]}, {hasTwin ? exactTime(provenance.date) : provenance.date.slice(0, 10)},{' '}
          {provenance.backend}
          {hasTwin && `, ${provenance.device}, build ${provenance.build}`}
          {kept && (kept.stages.length > 0 ? `, models kept (${byteSize(kept.bytes)})` : ', models not kept')}
        </p>
      </div>
      <div className="row-result numeric">
        {result ? (
          <>
            <strong data-tone={tone}>{percent(result.value)}</strong>
            <IntervalBar
              result={result}
              majority={stages.at(-1)?.evaluation?.majority ?? null}
              tone={tone}
              slim
            />
          </>
        ) : (
          <span className="faint">no result</span>
        )}
      </div>
      <div className="row-actions">
        <Button
          kind="quiet"
          aria-label={`Open ${name} in the Lab`}
          onPress={() => {
            showRecord(record);
            goToScreen('lab');
          }}
        >
          <Icon name="open" />
          <span className="row-action">Open</span>
        </Button>
        <Button
          ref={renameButton}
          kind="quiet"
          aria-label={`Rename ${name}`}
          onPress={() => setRenaming(true)}
        >
          <Icon name="pencil" />
          <span className="row-action">Rename</span>
        </Button>
        <Button kind="quiet" aria-label={`Share ${name}`} onPress={() => setDialog('share')}>
          <Icon name="share" />
          <span className="row-action">Share</span>
        </Button>
        <Button kind="quiet" aria-label={`Export ${name}`} onPress={() => setDialog('export')}>
          <Icon name="download" />
          <span className="row-action">Export</span>
        </Button>
        <Button
          kind="quiet"
          aria-label={source === 'recording' ? `Take ${name} off the list` : `Delete ${name}`}
          onPress={() => runList.getState().remove(id)}
        >
          <Icon name="trash" />
          <span className="row-action">{source === 'recording' ? 'Take off' : 'Delete'}</span>
        </Button>
      </div>
      {dialog === 'export' && <ExportDialog entry={entry} onClose={() => setDialog(null)} />}
      {dialog === 'share' && <ShareDialog setup={null} record={record} onClose={() => setDialog(null)} />}
    </li>
  );
}

/** "2026-11-30 15:12:07". */
function exactTime(date: string): string {
  return date.slice(0, 19).replace('T', ' ');
}

/** Whether a name is the one that a run begins with, so that nobody need be told what it is of. */
function saysItself(name: string, config: ExperimentConfig): boolean {
  return name === runTitle(config);
}

/** Enter or leaving the field renames, Escape does not. */
function RenameField({
  entry,
  onClose,
}: {
  entry: RunEntry;
  /** `left`: the focus is elsewhere already. */
  onClose: (left: boolean) => void;
}) {
  const [name, setName] = useState(entry.name);
  const closed = useRef(false);
  // The field goes away with its focus, and must not rename then.
  const close = (left: boolean) => {
    if (closed.current) return;
    closed.current = true;
    onClose(left);
  };
  const rename = (left: boolean) => {
    if (!closed.current) runList.getState().rename(entry.id, name);
    close(left);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename(false);
      }}
    >
      <TextField aria-label="Name of the run" value={name} onChange={setName} autoFocus maxLength={80}>
        <Input
          className="row-rename"
          onFocus={(event) => event.target.select()}
          onKeyDown={(event) => event.key === 'Escape' && close(false)}
          onBlur={() => rename(true)}
        />
      </TextField>
    </form>
  );
}
