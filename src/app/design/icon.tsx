/** Icons on a 16-unit grid, drawn with strokes of 1.6 units unless filled. */
const PATHS = {
  play: <path d="M4.5 2.8v10.4L13 8z" fill="currentColor" stroke="none" />,
  pause: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" stroke="none" />,
  stop: <path d="M3.5 3.5h9v9h-9z" fill="currentColor" stroke="none" />,
  step: <path d="M3 3v10l7-5zM12.5 3v10" />,
  chevron: <path d="M6 3.5 10.5 8 6 12.5" />,
  back: <path d="M10 3.5 5.5 8 10 12.5" />,
  up: <path d="M3.5 10 8 5.5 12.5 10" />,
  down: <path d="M3.5 6 8 10.5 12.5 6" />,
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
  cross: <path d="m4 4 8 8M12 4l-8 8" />,
  table: <path d="M2.5 3.5h11v9h-11zM2.5 6.7h11M6.5 6.7v5.8" />,
  chart: <path d="M2.5 13.5h11M3.5 10l3-3.5 2.5 2 3.5-5" />,
  sun: (
    <path d="M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M3.3 12.7l1-1M11.7 4.3l1-1" />
  ),
  moon: <path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z" />,
  projector: <path d="M2 3h12M3 3v7.5h10V3M8 10.5V14M5.5 14h5" />,
  again: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.2v2.6h-2.6" />,
  plus: <path d="M8 3v10M3 8h10" />,
  trash: <path d="M3 4.5h10M6.5 4.3V2.8h3v1.5M4.4 4.5l.6 8.7h6l.6-8.7M6.8 7.2v3.3M9.2 7.2v3.3" />,
  dice: <path d="M3 3h10v10H3zM5.8 5.8h.01M10.2 5.8h.01M8 8h.01M5.8 10.2h.01M10.2 10.2h.01" />,
  undo: <path d="M3.2 6.5h6.3a3.4 3.4 0 0 1 0 6.8H7M6 3.7 3.2 6.5 6 9.3" />,
  redo: <path d="M12.8 6.5H6.5a3.4 3.4 0 0 0 0 6.8H9M10 3.7l2.8 2.8L10 9.3" />,
  swap: <path d="M5 13V3M2.5 5.5 5 3l2.5 2.5M11 3v10M8.5 10.5 11 13l2.5-2.5" />,
  share: <path d="M8 9.8V2.4M5.2 5 8 2.2 10.8 5M4.6 7.2H3v6.4h10V7.2h-1.6" />,
  star: <path d="m8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z" />,
  starred: <path d="m8 2.2 1.8 3.7 4 .6-2.9 2.8.7 4L8 11.4l-3.6 1.9.7-4L2.2 6.5l4-.6z" fill="currentColor" />,
  download: <path d="M8 2.4v7.4M5.2 7.2 8 10l2.8-2.8M3 11.2v2.4h10v-2.4" />,
  open: <path d="M9.5 2.8h3.7v3.7M13 3 7.8 8.2M11.5 9v4.2h-9v-9h4.2" />,
  qr: (
    <path d="M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h1.6v1.6M13.5 9.5v4h-1.6M9.5 13.5h.01" />
  ),
  zoom: <path d="M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2 13.5 13.5M7 5v4M5 7h4" />,
  pencil: <path d="M3 13l.7-3 6.9-6.9 2.3 2.3L6 12.3zM9.2 4.5l2.3 2.3" />,
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}
