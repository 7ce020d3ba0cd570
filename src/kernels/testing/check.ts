import { describe, expect, it } from 'vitest';
import './allclose';
import { BACKENDS, gpuErrors } from './backends';
import { type Case, slopes, valueAndGradients } from './gradients';

/**
 * The tests that every differentiable operation passes, on every backend: outputs and gradients equal the reference on
 * cpu, gradients agree with finite differences, weight gradients add up over two passes, no tensor is left, and WebGPU
 * had nothing to complain about.
 */
export function checkOperation(
  title: string,
  test: Case,
  tolerance = { relative: 1e-5, absolute: 5e-6 },
): void {
  describe(title, () => {
    // Absolute tolerances are in units of the array's largest element.
    it.each(BACKENDS)('equals the reference and finite differences on %s', async (backend) => {
      const expected = await valueAndGradients('cpu', test);
      const actual = await valueAndGradients(backend, test);
      for (const name of Object.keys(expected)) {
        const scale = Math.max(1, ...expected[name].map(Math.abs));
        expect(actual[name], name).toBeAllclose(expected[name], {
          ...tolerance,
          absolute: tolerance.absolute * scale,
        });
      }
      for (const name of [...Object.keys(test.inputs), 'Parameters']) {
        const { analytic, numeric } = await slopes(backend, test, name, actual);
        expect([analytic], `slope along ${name}`).toBeAllclose([numeric], { relative: 0.01, absolute: 0.01 });
      }
      const twice = await valueAndGradients(backend, test, 2);
      expect(twice.dParameters).toBeAllclose(
        expected.dParameters.map((slope) => 2 * slope),
        { ...tolerance, absolute: tolerance.absolute * Math.max(1, ...expected.dParameters.map(Math.abs)) },
      );
      expect(gpuErrors).toEqual([]);
    });
  });
}
