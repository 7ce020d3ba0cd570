import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLEVR_FRAME, CLOSE_UP, pixelToGround, projectToPixel } from './camera';
import { cosDegrees, sinDegrees } from './degrees';

test('cosDegrees and sinDegrees agree with the mathematical functions', () => {
  fc.assert(
    fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (degrees) => {
      const radians = (degrees / 180) * Math.PI;
      expect(Math.abs(cosDegrees(degrees) - Math.cos(radians))).toBeLessThan(1e-8);
      expect(Math.abs(sinDegrees(degrees) - Math.sin(radians))).toBeLessThan(1e-8);
    }),
  );
});

test('pixelToGround inverts projectToPixel on any horizontal plane', () => {
  const metre = fc.double({ min: -3, max: 3, noNaN: true });
  const z = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(CLOSE_UP, CLEVR_FRAME), metre, metre, z, (frame, x, y, height) => {
      const [px, py] = projectToPixel(frame, [x, y, height], 200, 150);
      const back = pixelToGround(frame, px, py, 200, 150, height);
      expect(back?.[0]).toBeCloseTo(x, 8);
      expect(back?.[1]).toBeCloseTo(y, 8);
    }),
  );
});

test('no ground above the horizon', () => {
  expect(pixelToGround(CLEVR_FRAME, 100, -1000, 480, 320)).toBeNull();
});

test("CLEVR_FRAME lies within the camera jitter of an object rendered by CLEVR's generator (320 x 240)", () => {
  const [px, py, depth] = projectToPixel(CLEVR_FRAME, [1.627432, 2.2852376, 0.7], 320, 240);
  expect(Math.abs(px - 251)).toBeLessThan(8);
  expect(Math.abs(py - 95)).toBeLessThan(8);
  expect(Math.abs(depth - 10.763978)).toBeLessThan(0.5);
});
