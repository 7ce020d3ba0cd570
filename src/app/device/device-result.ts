import type { DeviceReport, DeviceRow } from '../../worker/device-client';
import { milliseconds, shortNumber } from '../design/format';

/** One side of a comparison with its unit. */
export function figure({ unit }: Pick<DeviceRow, 'unit'>, value: number): string {
  return unit === 'ms' ? milliseconds(value) : `${shortNumber(value)}\u00a0${unit}`;
}

/** "9.4 x faster", or slower where it is. */
export function comparison(ratio: number): string {
  return ratio >= 1
    ? `${shortNumber(Number(ratio.toPrecision(2)))} x faster`
    : `${shortNumber(Number((1 / ratio).toPrecision(2)))} x slower`;
}

/** The measurement as JSON for others, with what it was measured on and with. */
export function resultJson(report: DeviceReport, build: string, date: string): string {
  return `${JSON.stringify({ ...report, build, date }, null, 1)}\n`;
}
