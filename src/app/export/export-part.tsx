import type { ReactNode } from 'react';
import './export.css';

/** One kind of file that can be taken out: what it is, and the buttons that save it. */
export function ExportPart({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className="export-part">
      <h3>{title}</h3>
      <p>{text}</p>
      <div className="export-files">{children}</div>
    </section>
  );
}
