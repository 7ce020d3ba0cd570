/** "74" of 0.744: whole percents, for proportions of a few hundred images. */
export function percent(value: number): string {
  return `${Math.round(100 * value)}\u00a0%`;
}

/** Three significant digits, without exponents between 0.001 and 10,000. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e5)) return value.toExponential(1);
  if (size >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** "1 h 05 min", "4 min 10 s", "12 s". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** An estimate as one says it: "a few seconds", "about 40 s", "about 6 min", "about 2.5 h". */
export function roughDuration(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 90) return `about ${10 * Math.ceil(seconds / 10)} s`;
  const minutes = seconds / 60;
  if (minutes < 10) return `about ${Math.ceil(minutes)} min`;
  if (minutes < 90) return `about ${5 * Math.ceil(minutes / 5)} min`;
  return `about ${Math.ceil(2 * (minutes / 60)) / 2} h`;
}

/** How long ago: "12 s ago", "1 h 05 min ago", "3 days ago". */
export function ago(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  return `${days >= 2 ? `${days} days` : duration(seconds)} ago`;
}

/** "840 kB", "1.2 MB". */
export function byteSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)}\u00a0kB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`;
}

/** "318 k", "2.1 M". */
export function compactCount(count: number): string {
  if (count < 1000) return String(Math.round(count));
  if (count < 1e6) return `${shortNumber(count / 1000)} k`;
  return `${shortNumber(count / 1e6)} M`;
}

/** Floating-point operations: "15 GFLOP", "3.6 TFLOP". */
export function compactFlops(flops: number): string {
  return flops < 1e11 ? `${shortNumber(flops / 1e9)} GFLOP` : `${shortNumber(flops / 1e12)} TFLOP`;
}

/** Milliseconds, to a tenth where differences of a tenth are told: "0.42 ms", "11.4 ms", "120 ms". */
export function milliseconds(value: number): string {
  const size = Math.abs(value);
  const digits = size < 1 ? Number(size.toPrecision(2)) : Number(size.toFixed(size < 100 ? 1 : 0));
  return `${value < 0 ? '−' : ''}${digits}\u00a0ms`;
}

/** The change from a to b in percent, signed: "−59 %". */
export function relativeChange(from: number, to: number): string {
  if (from === 0) return '';
  const change = Math.round((100 * (to - from)) / from);
  return change < 0 ? `−${-change}\u00a0%` : `+${change}\u00a0%`;
}

/**
 * A difference of two shares in points of a hundred, signed, from the unrounded shares: "−1", or "−1.9" where whole points would
 * contradict the whole percents that stand beside it.
 */
export function pointsBetween(from: number, to: number): string {
  const difference = 100 * (to - from);
  const printed = Math.round(100 * to) - Math.round(100 * from);
  const digits = Math.round(difference) === printed ? 0 : 1;
  const size = Math.abs(difference).toFixed(digits);
  if (Number(size) === 0) return `±${size}`;
  return `${difference < 0 ? '−' : '+'}${size}`;
}
