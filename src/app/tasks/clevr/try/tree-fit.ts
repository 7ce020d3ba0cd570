import { NODE_WIDTH, type PlacedNode, type TreeLayout } from '../tree-layout';

/** Size of the drawing by number of layers where there is room. */
const SCALES = [1.7, 1.7, 1.5, 1.2, 1.45, 1.45];
const NODE_HEIGHT = 22;
/** A node is no narrower than the longest word in it, and has some of its line to the next one in sight. */
const LEAST_WIDTH = 56;
const LEAST_PITCH = LEAST_WIDTH + 12;
/** As high as a fingertip, with a gap between one and the next. */
const TOUCH_HEIGHT = 40;
const TOUCH_PITCH = 44;

/** A tree as drawn; lengths in sixteenths of a rem. */
export interface FittedTree {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  /** The middle of a node. */
  place(node: PlacedNode): { readonly x: number; readonly y: number };
}

/**
 * Fits a tree into the room across: smaller than it would like to be, then with shorter lines, and only then wider than the
 * room.
 *
 * @param touch nodes are high enough for a finger
 */
export function fitTree(layout: TreeLayout, layers: number, room: number, touch: boolean): FittedTree {
  const { nodes } = layout;
  const rows = nodes.filter(({ node }) => node.kind === 'response').length;
  const [left, right] = [NODE_WIDTH / 2 + 2, layout.width - NODE_WIDTH / 2 - 2];
  const scale = SCALES[layers - 1];
  const nodeWidth = Math.max(LEAST_WIDTH, NODE_WIDTH * Math.min(scale, room / layout.width));
  const least = (LEAST_PITCH * layers) / (right - left);
  const across = Math.min(scale, Math.max(least, (room - nodeWidth) / (right - left)));
  const down = touch ? Math.max(scale, (TOUCH_PITCH * rows) / layout.height) : scale;
  return {
    width: across * (right - left) + nodeWidth,
    height: down * layout.height,
    nodeWidth,
    nodeHeight: touch ? TOUCH_HEIGHT : NODE_HEIGHT,
    place: ({ x, y }) => ({ x: across * (x - left) + nodeWidth / 2, y: down * y }),
  };
}
