import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { overlongOf } from '../../experiment/inspect/objective-terms';
import { answersRight, gateMark, sampledFor } from '../../experiment/record/gate-view';
import type { RolloutGroup, RolloutResponse } from '../../experiment/record/run-record';
import type { RlPhase } from '../../worker/protocol';
import { Icon } from '../design/icon';
import { useNarrow } from '../design/use-narrow';
import { AdvantageBar, SourceMark } from '../groups/marks';
import { fixed, signed } from '../groups/numbers';
import { SOURCE_LABELS } from '../groups/words';
import { points } from '../parts/verdict-words';
import { taskUiOf } from '../tasks/registry';
import { Term } from '../terms/term';

interface ColumnSpec {
  readonly id: string;
  readonly title: React.ReactNode;
  readonly numeric: boolean;
  /** Also where there is room for few columns. */
  readonly always: boolean;
  readonly cell: (response: RolloutResponse, at: number) => React.ReactNode;
}

/** Every response of a group, one per row, with what it earned and what that made of it. */
export function GroupTable({
  group,
  chosen,
  reached,
  rewritten,
  onChoose,
}: {
  group: RolloutGroup;
  chosen: number;
  /** What has been done in this step so far: later columns wait for theirs. */
  reached: RlPhase;
  /** Places of the responses that the visitor rewrote. */
  rewritten: ReadonlySet<number>;
  onChoose: (response: number) => void;
}) {
  const narrow = useNarrow();
  const columns = columnsOf(group, reached, rewritten).filter(({ always }) => always || !narrow);
  return (
    <Table
      className="group-table numeric"
      aria-label="Responses of the group"
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        if (keys !== 'all') onChoose(Number([...keys][0] ?? 0));
      }}
    >
      <TableHeader>
        {columns.map(({ id, title, numeric }) => (
          <Column key={id} id={id} isRowHeader={id === 'number'} data-numeric={numeric || undefined}>
            {title}
          </Column>
        ))}
      </TableHeader>
      <TableBody>
        {sampledFor(group).map((response, i) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: the place in the group is the response's name.
            key={i}
            id={i}
            textValue={`Response ${i + 1}`}
            data-left-out={gateMark(group, response) === 'left out' || undefined}
          >
            {columns.map(({ id, numeric, cell }) => (
              <Cell key={id} data-numeric={numeric || undefined}>
                {cell(response, i)}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

/** Two lines: log π(o|Q,I) − log π(o|Q,I,P). */
const DIAGNOSTIC_TITLE = (
  <>
    log π(o|Q,I)
    <br />− log π(o|Q,I,P)
  </>
);

const WAITING = <span className="faint">…</span>;

function columnsOf(group: RolloutGroup, reached: RlPhase, rewritten: ReadonlySet<number>): ColumnSpec[] {
  const responses = sampledFor(group);
  const { writtenAnswer } = taskUiOf(group.example);
  const rewarded = reached !== 'rollout';
  const compared = rewarded && reached !== 'reward';
  const largest = Math.max(...responses.map(({ advantage }) => Math.abs(advantage)));
  const aware = responses.some(({ source }) => source === 'policy-aware');
  const inParts = responses.some(({ parts }) => parts !== undefined);
  // Which groups have such a column tells of rewards that are still to come.
  const overlong = rewarded && responses.some((response) => overlongOf(response) !== 0);
  const number = (
    id: string,
    title: React.ReactNode,
    always: boolean,
    value: (response: RolloutResponse) => string | null,
    known = true,
  ): ColumnSpec => ({
    id,
    title,
    numeric: true,
    always,
    cell: (response) => (known ? (value(response) ?? <span className="faint">–</span>) : WAITING),
  });
  const gate: ColumnSpec = {
    id: 'gate',
    title: 'Gate',
    numeric: false,
    always: true,
    cell: (response) => {
      const mark = gateMark(group, response);
      if (mark === null) return <span className="faint">own</span>;
      if (!rewarded) return WAITING;
      return (
        <span className="gate-mark" data-mark={mark}>
          {mark}
          {response.unfaithful && ', unfaithful'}
        </span>
      );
    },
  };
  return [
    {
      id: 'number',
      title: 'No.',
      numeric: false,
      always: true,
      cell: (_, at) => (
        <>
          {at + 1}
          {rewritten.has(at) && (
            <span className="edited-mark">
              <Icon name="pencil" />
              <span className="visually-hidden">, edited</span>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'source',
      title: <Term of="source">Source</Term>,
      numeric: false,
      always: true,
      cell: ({ source }) => (
        <span className="source" data-source={source}>
          <SourceMark source={source} />
          <span className="source-name">{SOURCE_LABELS[source]}</span>
        </span>
      ),
    },
    ...(group.gate && aware ? [gate] : []),
    {
      id: 'answer',
      title: 'Answer',
      numeric: false,
      always: false,
      cell: (response) => (
        <span className="group-answer" data-right={rewarded ? answersRight(response) : undefined}>
          {writtenAnswer(response.tokens)}
          {rewarded && <Icon name={answersRight(response) ? 'check' : 'cross'} />}
        </span>
      ),
    },
    ...(inParts
      ? [
          number('tool', 'Tool', false, ({ parts }) => (parts ? points(parts.tool) : null), rewarded),
          number(
            'arguments',
            'Arguments',
            false,
            ({ parts }) => (parts ? points(parts.arguments) : null),
            rewarded,
          ),
        ]
      : []),
    number('accuracy', 'Accuracy', true, ({ accuracy }) => points(accuracy), rewarded),
    number('format', <Term of="format">Format</Term>, true, ({ format }) => String(format), rewarded),
    ...(overlong ? [number('overlong', 'Overlong', false, (response) => fixed(overlongOf(response)))] : []),
    number('total', <Term of="total">Total</Term>, true, ({ reward }) => fixed(reward), rewarded),
    {
      id: 'advantage',
      title: <Term of="advantage">Advantage</Term>,
      numeric: true,
      always: true,
      cell: (response) => {
        if (!compared) return WAITING;
        if (gateMark(group, response) === 'left out') return <span className="faint">–</span>;
        return <AdvantageBar value={response.advantage} largest={largest} />;
      },
    },
    number('length', 'Tokens', false, ({ tokens }) => String(tokens.length)),
    number('logp', 'log π(o|Q,I)', false, ({ logp }) => (logp === null ? null : fixed(logp))),
    ...(aware
      ? [
          number('diagnostic', DIAGNOSTIC_TITLE, false, ({ logp, logpWithPolicy }) =>
            logp === null || logpWithPolicy === null ? null : signed(logp - logpWithPolicy),
          ),
        ]
      : []),
  ];
}
