import { type Confusion, NOTHING } from './all-answers';

/** What was answered where what was right. A cell leads to its answers. */
export function ConfusionGrid({
  confusion: { right, said, count },
  name,
  chosen,
  onChoose,
}: {
  confusion: Confusion;
  /** Of an answer, for people; null: none was given. */
  name: (answer: string | null) => string;
  chosen: { readonly right: string | null; readonly said: string | null };
  onChoose: (right: string, said: string) => void;
}) {
  const most = Math.max(1, ...right.flatMap((row) => said.map((column) => count(row, column))));
  const nameOf = (column: string) => name(column === NOTHING ? null : column);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="confusion-scroll" tabIndex={0} aria-label="Right answers against given answers">
      <table className="confusion numeric" data-testid="confusion">
        <thead>
          <tr>
            <th scope="col">
              right <span aria-hidden="true">↓</span> given <span aria-hidden="true">→</span>
            </th>
            {said.map((column) => (
              <th key={column} scope="col">
                {nameOf(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {right.map((row) => (
            <tr key={row}>
              <th scope="row">{nameOf(row)}</th>
              {said.map((column) => {
                const answers = count(row, column);
                const isChosen = chosen.right === row && chosen.said === column;
                return (
                  <td key={column} data-right={row === column || undefined}>
                    {answers > 0 && (
                      <button
                        type="button"
                        aria-pressed={isChosen}
                        aria-label={`${nameOf(row)} was right, ${nameOf(column)} given: ${answers}`}
                        style={{ '--share': answers / most } as React.CSSProperties}
                        onClick={() => onChoose(row, column)}
                      >
                        {answers}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
