import { expect, it } from 'vitest';
import { latestOnly } from './latest-only';

it('tells what the latest look saw, in whatever order looks end', async () => {
  const ends: ((seen: string) => void)[] = [];
  const told: string[] = [];
  const look = latestOnly(
    () => new Promise<string>((resolve) => ends.push(resolve)),
    (seen) => told.push(seen),
  );
  const [first, second] = [look(), look()];
  ends[1]('after the discard');
  ends[0]('before the discard');
  await Promise.all([first, second]);
  expect(told).toEqual(['after the discard']);
  const third = look();
  ends[2]('later');
  await third;
  expect(told).toEqual(['after the discard', 'later']);
});
