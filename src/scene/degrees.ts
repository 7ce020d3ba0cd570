/**
 * Sine and cosine of an angle in degrees from + - * and floor alone. `Math.sin` may differ between browsers in the
 * last bit; these cannot, so that a scene has the same pixels everywhere. Error below 1e-9.
 */
export function sinDegrees(degrees: number): number {
  return cosDegrees(degrees - 90);
}

export function cosDegrees(degrees: number): number {
  const turn = degrees - 360 * Math.floor(degrees / 360);
  const half = turn > 180 ? 360 - turn : turn;
  if (half > 90) return -cosQuarter(180 - half);
  return cosQuarter(half);
}

/** Cosine for [0, 90] degrees: Taylor series of the nearer of cosine and sine, each on [0, 45] degrees. */
function cosQuarter(degrees: number): number {
  const near = degrees <= 45;
  const x = (near ? degrees : 90 - degrees) * 0.017453292519943295;
  const q = x * x;
  if (near) return 1 - (q / 2) * (1 - (q / 12) * (1 - (q / 30) * (1 - (q / 56) * (1 - q / 90))));
  return x * (1 - (q / 6) * (1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - q / 110)))));
}
