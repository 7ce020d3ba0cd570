import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreSilent, storeDoor } from './store-door';

describe('the way to a database', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const rejected = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error) => error,
    );

  it('waits once for one that does not answer, and uses it again when it has', async () => {
    let answer = (_: string) => {};
    const open = vi.fn(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve;
        }),
    );
    const use = storeDoor(open, 8_000);
    const first = rejected(use(async () => 1));
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await first).toBeInstanceOf(StoreSilent);
    expect(await rejected(use(async () => 1))).toBeInstanceOf(StoreSilent);
    expect(open).toHaveBeenCalledTimes(1);
    answer('late');
    await vi.advanceTimersByTimeAsync(1);
    const again = use(async (db) => db);
    answer('in time');
    expect(await again).toBe('in time');
  });

  it('is not silent because the one who asks is busy', async () => {
    vi.useRealTimers();
    const use = storeDoor(async () => 'db', 160);
    const hops = async () => {
      for (let hop = 0; hop < 8; hop++) await new Promise((resolve) => setTimeout(resolve, 0));
      return 'done';
    };
    const busy = setInterval(() => {
      const until = performance.now() + 100;
      while (performance.now() < until);
    }, 0);
    // Eight hops of a hundred milliseconds: five times the patience.
    expect(await use(hops)).toBe('done');
    clearInterval(busy);
  });

  it('opens again after a failure, and after work that never ends', async () => {
    const open = vi.fn(async () => 'db');
    const use = storeDoor(open, 1_000);
    expect(await rejected(use(() => Promise.reject(new Error('closed'))))).toMatchObject({
      message: 'closed',
    });
    expect(await use(async (db) => db)).toBe('db');
    const endless = rejected(use(() => new Promise(() => {})));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await endless).toBeInstanceOf(StoreSilent);
    expect(open).toHaveBeenCalledTimes(2);
  });
});
