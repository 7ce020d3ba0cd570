import type { DeviceReport } from '../../worker/device-client';
import { shortNumber } from '../design/format';

/** How many times faster ours is, to two digits: "9.4 x"; "0.5 x" where it is slower. */
export function times(ratio: number): string {
  return `${shortNumber(Number(ratio.toPrecision(2)))}\u00a0x`;
}

/** The measurement as JSON for others, with what it was measured on and with. */
export function resultJson(report: DeviceReport, build: string, date: string): string {
  return `${JSON.stringify({ ...report, build, date }, null, 1)}\n`;
}
