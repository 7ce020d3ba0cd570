import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../random/stream';
import { generatePolicy } from '../../../../tasks/clevr/policy/generator';
import { layoutPolicy } from '../tree-layout';
import { fitTree } from './tree-fit';

const layoutOf = (layers: number) =>
  layoutPolicy(generatePolicy(RandomStream.of(1, 'tree-fit'), layers, `L${layers}-Suri`));
/** What a phone of 390 pixels leaves for the tree. */
const PHONE = 332;

describe('the fitted tree', () => {
  it('takes no more than the room of a phone up to three layers, in two lines where it must', () => {
    for (const layers of [1, 2, 3])
      expect(fitTree(layoutOf(layers), layers, PHONE, false).width, `${layers}`).toBeLessThanOrEqual(PHONE);
    expect(fitTree(layoutOf(6), 6, PHONE, false).width).toBeGreaterThan(PHONE);
    expect(fitTree(layoutOf(3), 3, PHONE, false).isWrapped).toBe(true);
    expect(fitTree(layoutOf(3), 3, 700, false).isWrapped).toBe(false);
  });

  it('is as large as it likes where there is room', () => {
    const layout = layoutOf(3);
    const { width, height } = fitTree(layout, 3, 2000, false);
    expect(width).toBeLessThan(680);
    expect(height).toBeCloseTo(1.3 * layout.height);
    expect(fitTree(layout, 3, 4000, false).width).toBe(width);
  });

  it('keeps nodes apart, inside, and for a finger high enough', () => {
    for (const layers of [1, 2, 3, 4, 5, 6]) {
      const layout = layoutOf(layers);
      for (const touch of [false, true]) {
        const fitted = fitTree(layout, layers, PHONE, touch);
        const { width, height, nodeHeight } = fitted;
        const places = layout.nodes.map((node) => ({
          ...fitted.place(node),
          nodeWidth: fitted.nodeWidth(node),
        }));
        if (touch) expect(nodeHeight).toBeGreaterThanOrEqual(40);
        for (const [i, a] of places.entries()) {
          expect(a.x - a.nodeWidth / 2).toBeGreaterThan(-0.01);
          expect(a.x + a.nodeWidth / 2).toBeLessThan(width + 0.01);
          expect(a.y - nodeHeight / 2).toBeGreaterThan(0);
          expect(a.y + nodeHeight / 2).toBeLessThan(height);
          for (const b of places.slice(i + 1))
            expect(
              Math.abs(a.x - b.x) > (a.nodeWidth + b.nodeWidth) / 2 || Math.abs(a.y - b.y) > nodeHeight,
            ).toBe(true);
        }
      }
    }
  });
});
