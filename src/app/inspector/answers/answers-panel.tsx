import { type ReactNode, useMemo, useState } from 'react';
import type { StageName } from '../../../experiment/plan/methods';
import type { TaskKind } from '../../../tasks/dataset';
import { ERROR_CLASSES, type ErrorClass } from '../../../tasks/task';
import { Button, Disclosure, Segmented } from '../../design/controls';
import type { RunView } from '../../state/run-view';
import { runStore } from '../../state/stores';
import { taskUi } from '../../tasks/registry';
import { STAGE_NAMES } from '../../terms/words';
import { ExampleDetail } from '../example-detail';
import { ExampleList } from '../example-list';
import { AccuracyList } from './accuracy-list';
import {
  type AllAnswers,
  type AnswerCounts,
  type AnswerFilter,
  confusionOf,
  countAnswers,
  filterAnswers,
  itemOf,
  NO_FILTER,
  type Setting,
  sharesBy,
} from './all-answers';
import './answers.css';
import { ConfusionGrid } from './confusion-grid';

/** Pictures are drawn one by one: a few at a time. */
const PAGE = 24;

const SETTINGS: readonly { readonly value: Setting; readonly label: string }[] = [
  { value: 'withoutPolicy', label: 'No policy' },
  { value: 'withPolicy', label: 'Policy in prompt' },
  { value: 'override', label: 'Override' },
];

/** All answers of an evaluation: what was right where, and each of them to open. */
export function AnswersPanel({
  all,
  view,
  stage,
  kind,
  about,
}: {
  all: AllAnswers;
  view: RunView | null;
  stage: StageName;
  kind: TaskKind;
  /** What is said of the question at a place above its answer. */
  about?: (at: number) => ReactNode;
}) {
  const ui = taskUi(kind);
  const settings = SETTINGS.filter(({ value }) => all.asked[value]);
  const [wanted, setSetting] = useState<Setting>('withoutPolicy');
  const [filter, setFilter] = useState(NO_FILTER);
  const [shownCount, setShownCount] = useState(PAGE);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const setting = settings.some(({ value }) => value === wanted) ? wanted : settings[0]?.value;
  const asked = (setting && all.asked[setting]) ?? [];
  const matching = useMemo(() => filterAnswers(asked, filter), [asked, filter]);
  const items = useMemo(
    () => (setting ? matching.slice(0, shownCount).map((one) => itemOf(all, setting, one)) : []),
    [all, setting, matching, shownCount],
  );
  const selected = items.find(({ key }) => key === chosenKey) ?? items[0] ?? null;
  const narrow = (change: Partial<AnswerFilter>) => {
    setFilter((now) => ({ ...now, ...change }));
    setShownCount(PAGE);
  };
  if (!setting) return <p className="empty">No answers of this stage are kept.</p>;
  const ofPolicy = filterAnswers(asked, { ...NO_FILTER, policy: filter.policy });
  const policies = sharesBy(asked, 'policy');
  const cases = sharesBy(ofPolicy, 'right');
  const isNarrowed = Object.values(filter).some((value) => value !== null);
  return (
    <div className="all-answers" data-testid="all-answers">
      <div className="inspector-controls">
        <Segmented<Setting>
          label="Prompt"
          value={setting}
          options={settings}
          onChange={(next) => {
            setSetting(next);
            narrow(NO_FILTER);
          }}
        />
        <Segmented<'all' | 'right' | 'wrong'>
          label="Right or wrong"
          value={filter.verdict ?? 'all'}
          options={[
            { value: 'all', label: 'All' },
            { value: 'right', label: 'Right' },
            { value: 'wrong', label: 'Wrong' },
          ]}
          onChange={(next) => narrow({ verdict: next === 'all' ? null : next })}
        />
        {policies.length > 1 && (
          <Choice
            label="Policy"
            value={filter.policy}
            options={policies.map(({ name }) => ({ value: name, title: name }))}
            all="All policies"
            onChange={(policy) => narrow({ policy, right: null, said: null })}
          />
        )}
        <Choice
          label="Right answer"
          value={filter.right}
          options={cases.map(({ name }) => ({ value: name, title: ui.answerClassName(name) }))}
          all="Any right answer"
          onChange={(right) => narrow({ right, said: null })}
        />
        <Choice
          label="Error"
          value={filter.error}
          options={errorsOf(countAnswers(asked))}
          all="Any error or none"
          onChange={(error) => narrow({ error: error as ErrorClass | null })}
        />
      </div>
      <Summary stage={stage} counts={countAnswers(asked)} />
      <div className="answer-shares">
        {policies.length > 1 && (
          <AccuracyList
            title="Accuracy by policy"
            shares={policies}
            name={(name) => name}
            chosen={filter.policy}
            onChoose={(policy) => narrow({ policy, right: null, said: null })}
          />
        )}
        <Disclosure title={`Accuracy by right answer${filter.policy ? `, ${filter.policy}` : ''}`}>
          <AccuracyList
            title="Right answer"
            shares={cases}
            name={ui.answerClassName}
            chosen={filter.right}
            onChoose={(right) => narrow({ right, said: null })}
          />
        </Disclosure>
        <Disclosure
          title={`What was answered instead${filter.policy ? `, ${filter.policy}` : policies.length > 1 ? ', all policies' : ''}`}
        >
          <ConfusionGrid
            confusion={confusionOf(ofPolicy)}
            name={ui.answerClassName}
            chosen={filter}
            onChoose={(right, said) =>
              narrow(
                filter.right === right && filter.said === said
                  ? { right: null, said: null }
                  : { right, said },
              )
            }
          />
        </Disclosure>
      </div>
      <p className="inspector-about numeric" role="status">
        {isNarrowed ? `${matching.length} of ${asked.length} answers` : `All ${asked.length} answers`}
        {matching.length > items.length && `, the first ${items.length} shown`}
        {isNarrowed && (
          <Button kind="quiet" onPress={() => narrow(NO_FILTER)}>
            Show all
          </Button>
        )}
      </p>
      <ExampleList
        items={items}
        selected={selected}
        onChoose={(key) => {
          runStore.getState().clearAnswer();
          setChosenKey(key);
        }}
      />
      {matching.length > items.length && (
        <Button kind="quiet" onPress={() => setShownCount((count) => count + PAGE)}>
          Show {Math.min(PAGE, matching.length - items.length)} more
        </Button>
      )}
      {selected && about?.(matching[items.indexOf(selected)].at)}
      {selected ? (
        <ExampleDetail key={`${stage} ${selected.key}`} item={selected} view={view} stage={stage} />
      ) : (
        <p className="empty">No answer is like that.</p>
      )}
    </div>
  );
}

/** Counts name what they count. */
function Summary({ stage, counts }: { stage: StageName; counts: AnswerCounts }) {
  const { answers, right, errors, withErrors, wrongWithErrors } = counts;
  return (
    <p className="answers-summary numeric">
      <strong>
        {STAGE_NAMES[stage]}: {right} of {answers} right.
      </strong>{' '}
      {errors > 0 &&
        `${count(errors, 'error')} of reasoning in ${count(withErrors, 'answer')}, ${wrongWithErrors} of them wrong.`}
    </p>
  );
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function errorsOf({ byClass }: AnswerCounts): { value: string; title: string }[] {
  return ERROR_CLASSES.flatMap((name) =>
    byClass[name] ? [{ value: name, title: `${name} (${count(byClass[name], 'error')})` }] : [],
  );
}

function Choice({
  label,
  value,
  options,
  all,
  onChange,
}: {
  label: string;
  value: string | null;
  options: readonly { readonly value: string; readonly title: string }[];
  /** What no choice is called. */
  all: string;
  onChange: (value: string | null) => void;
}) {
  return (
    <label className="answers-choice">
      <span className="visually-hidden">{label}</span>
      {/* The values of the records are put behind a letter, so that none of them is the empty choice. */}
      <select
        value={value === null ? '' : `=${value}`}
        onChange={({ target }) => onChange(target.value === '' ? null : target.value.slice(1))}
      >
        <option value="">{all}</option>
        {options.map(({ value: one, title }) => (
          <option key={one} value={`=${one}`}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
