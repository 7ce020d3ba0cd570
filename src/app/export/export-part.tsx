import type { ReactNode } from 'react';
import './export.css';

interface ExportPartProps {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** One kind of file that can be taken out: what it is, and the buttons that save it. */
export function ExportPart({ title, text, children }: ExportPartProps) {
  return (
    <section className="export-part">
      <h3>{title}</h3>
      <p>{text}</p>
      {children && <div className="export-files">{children}</div>}
    </section>
  );
}
