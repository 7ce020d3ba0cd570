import { type ReactNode, useRef, useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import '../charts/charts.css';
import { download, fileName } from '../parts/download';
import { chartPng, type DrawnMark } from './chart-png';

/** What a mark of a chart stands for. */
export interface LegendItem {
  readonly label: string;
  /** The look of its mark, by class name. */
  readonly mark: string;
}

/** A chart with its legend, its numbers as a table one press away, and as a picture. */
export function ChartFrame({
  title,
  legend,
  pictureLegend = [],
  summary,
  table,
  controls,
  children,
}: {
  title: string;
  legend: readonly LegendItem[];
  /** Lines that a picture of the chart needs besides, because the page shows them elsewhere. */
  pictureLegend?: readonly DrawnMark[];
  /** What the chart shows, in words. */
  summary: string;
  table: ReactNode;
  controls?: ReactNode;
  children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const figure = useRef<HTMLElement>(null);
  const save = async () => {
    const svg = figure.current?.querySelector<SVGSVGElement>('.frame-plot svg');
    const marks = figure.current?.querySelectorAll('.frame-mark');
    if (!svg || !marks) return;
    const items = [...legend.map(({ label }, i) => ({ label, mark: marks[i] })), ...pictureLegend];
    try {
      download(`trimpi-${fileName(title)}.png`, await chartPng(svg, title, items));
      setFailure(null);
    } catch {
      setFailure('This browser could not make a picture of the chart. Its table can be copied instead.');
    }
  };
  return (
    <figure className="frame" ref={figure}>
      <figcaption className="frame-head">
        <span className="frame-title">{title}</span>
        <span className="frame-tools">
          {controls}
          {!asTable && (
            <Button kind="quiet" onPress={() => void save()} aria-label={`${title} as a PNG picture`}>
              PNG
            </Button>
          )}
          <ToggleButton
            className="chart-toggle"
            isSelected={asTable}
            onChange={setAsTable}
            aria-label={`${title} as a table`}
          >
            <Icon name={asTable ? 'chart' : 'table'} />
          </ToggleButton>
        </span>
      </figcaption>
      {legend.length > 0 && (
        <ul className="frame-legend">
          {legend.map(({ label, mark }) => (
            <li key={label}>
              <span className={`frame-mark ${mark}`} aria-hidden="true" />
              {label}
            </li>
          ))}
        </ul>
      )}
      {failure && <p role="alert">{failure}</p>}
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
        <section className="frame-table" tabIndex={0} aria-label={`${title}, table`}>
          {table}
        </section>
      ) : (
        <div role="img" aria-label={summary} className="frame-plot">
          {children}
        </div>
      )}
    </figure>
  );
}
