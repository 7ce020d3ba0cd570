/** A piece of a line as it is drawn: its dash tells it apart where colours do not. */
export function LineSample({ color, dash }: { color: string; dash: string | undefined }) {
  return (
    <svg className="line-sample" viewBox="0 0 18 8" width="18" height="8" aria-hidden="true">
      <line x1="0" x2="18" y1="4" y2="4" stroke={color} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}
