/** Processor time of one look, ms. */
const SPIN_MS = 150;

/**
 * How many times slower than alone a program runs at the moment, because others hold the processors: the time that a
 * little work takes over the processor time that it gets. 1 on an idle machine.
 */
export function contention(): number {
  const start = performance.now();
  const before = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(before);
    const spent = (user + system) / 1000;
    if (spent >= SPIN_MS) return Math.max(1, (performance.now() - start) / spent);
  }
}
