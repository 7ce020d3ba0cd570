import { columnMiddles, columnWidths, type PlacedNode, type TreeLayout } from '../tree-layout';

/** Size of the drawing by number of layers where there is room. */
const SCALES = [1.7, 1.7, 1.3, 1.2, 1.45, 1.45];
/** Letters here are larger than those of the layout. */
const LETTERS = 1.12;
const NODE_HEIGHT = 22;
/** Where there is no room, questions stand in two lines: no wider than this, and so high. */
const WRAPPED_WIDTH = 82;
const WRAPPED_HEIGHT = 28;
/** A node has some of its line to the next one in sight; where there is room, more of it. */
const LEAST_GAP = 12;
const MOST_GAP = 48;
/** As high as a fingertip. */
const TOUCH_HEIGHT = 40;
/** From one node to the one below it. */
const GAP_BELOW = 4;

/** A tree as drawn; lengths in sixteenths of a rem. */
export interface FittedTree {
  readonly width: number;
  readonly height: number;
  readonly nodeHeight: number;
  /** Whether a question may take two lines. */
  readonly isWrapped: boolean;
  nodeWidth(node: PlacedNode): number;
  /** The middle of a node. */
  place(node: PlacedNode): { readonly x: number; readonly y: number };
}

/**
 * Fits a tree into the room across: first with shorter lines, then with questions in two lines, and only then wider than the
 * room.
 *
 * @param touch nodes are high enough for a finger
 */
export function fitTree(layout: TreeLayout, layers: number, room: number, touch: boolean): FittedTree {
  const natural = layout.nodes.map(({ depth, width }) => ({ depth, width: LETTERS * width }));
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0);
  const inLine = columnWidths(natural);
  const isWrapped = sum(inLine) + LEAST_GAP * (inLine.length - 1) > room;
  const most = isWrapped ? WRAPPED_WIDTH : Number.POSITIVE_INFINITY;
  const columns = inLine.map((width) => Math.min(most, isWrapped ? width / LETTERS : width));
  const gaps = columns.length - 1;
  const gap = Math.min(MOST_GAP, Math.max(LEAST_GAP, (room - sum(columns)) / gaps));
  const middles = columnMiddles(columns, gap);
  const rows = layout.nodes.filter(({ node }) => node.kind === 'response').length;
  const nodeHeight = touch ? TOUCH_HEIGHT : isWrapped ? WRAPPED_HEIGHT : NODE_HEIGHT;
  const down = Math.max(SCALES[layers - 1], ((nodeHeight + GAP_BELOW) * rows) / layout.height);
  return {
    width: sum(columns) + gap * gaps,
    height: down * layout.height,
    nodeHeight,
    isWrapped,
    nodeWidth: ({ depth, width }) => Math.min(columns[depth], LETTERS * width),
    place: ({ depth, y }) => ({ x: middles[depth], y: down * y }),
  };
}
