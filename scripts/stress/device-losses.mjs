import { runInPage } from '../run-in-page.mjs';

/** @typedef {{ index: number, lost: string[], restored: number, different: string | null, fault: string | null }} Round */

/**
 * Loses the graphics device once at every place of a run, in as many rounds as are asked for, and compares the record with that of
 * a run that nobody disturbed. SwiftShader's device is destroyed, which takes the page the same way as a driver's end.
 *
 * @param {number} count rounds, so losses at each place
 * @param {number} seed
 * @param {{ rows: Round[], add: (row: Round) => Promise<void> }} tally
 * @param {(line: string) => void} log
 */
export async function loseDevices(count, seed, tally, log) {
  const isDone = (/** @type {number} */ index) => tally.rows.some((row) => row.index === index);
  const rounds = Array.from({ length: count }, (_, index) => index).filter((index) => !isDone(index));
  if (rounds.length > 0) {
    await runInPage({
      backend: 'webgpu',
      call: 'loseDevices',
      argument: { rounds, seed },
      onEvent: async ({ kind, ...row }) => {
        if (kind !== 'round') return;
        await tally.add(row);
        const outcome = row.fault ?? (row.different ? `OTHER NUMBERS, ${row.different}` : 'the same numbers');
        log(
          `round ${row.index + 1} of ${count}: ${row.lost.length} losses, restored ${row.restored} times, ${outcome}`,
        );
      },
    });
  }
  const rows = tally.rows.filter(({ index }) => index < count);
  const places = [...new Set(rows.flatMap(({ lost }) => lost))];
  const losses = rows.reduce((sum, { lost }) => sum + lost.length, 0);
  const bad = rows.filter(({ different, fault }) => different !== null || fault !== null).length;
  const sentence = `${rows.length} runs with ${losses} lost devices, at ${places.length} places (${places.join(', ')}): ${rows.length - bad} ended with the same numbers as an undisturbed run, ${bad} did not.`;
  return { faults: bad, sentence };
}
