import { expect, it, vi } from 'vitest';
import { TookTooLong, withinTime } from './time-limit';

it('work in time comes out as it is, also its failure', async () => {
  expect(await withinTime(Promise.resolve(3), 1000)).toBe(3);
  await expect(withinTime(Promise.reject(new Error('its own')), 1000)).rejects.toThrow('its own');
});

it('work that takes too long is given up, and what it gives later is handed over', async () => {
  let finish = (_: number) => {};
  const late = vi.fn();
  const work = new Promise<number>((resolve) => {
    finish = resolve;
  });
  await expect(withinTime(work, 5, late)).rejects.toThrow(TookTooLong);
  expect(late).not.toHaveBeenCalled();
  finish(7);
  await work;
  expect(late).toHaveBeenCalledWith(7);
});

it('what fails after it was given up disturbs nobody', async () => {
  const work = new Promise<number>((_, reject) => setTimeout(() => reject(new Error('late')), 20));
  await expect(withinTime(work, 5)).rejects.toThrow(/no answer within 0 seconds/);
  await expect(work).rejects.toThrow('late');
});
