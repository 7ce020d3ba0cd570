import type { ReactNode } from 'react';

/** A chart of several runs as a table: a column for each run, by its letter. */
export function MarkedTable({
  head,
  marks,
  rows,
}: {
  head: string;
  marks: readonly { readonly letter: string }[];
  /** One cell per run. */
  rows: readonly { readonly name: string | number; readonly cells: readonly ReactNode[] }[];
}) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          {marks.map(({ letter }) => (
            <th key={letter} scope="col">
              {letter}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, cells }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {marks.map(({ letter }, i) => (
              <td key={letter}>{cells[i]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
