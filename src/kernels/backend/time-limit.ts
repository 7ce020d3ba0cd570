/** A step of a start that took too long. */
export class TookTooLong extends Error {}

/**
 * The outcome of some work that may never end.
 *
 * @throws TookTooLong after `milliseconds`; the work goes on, and `late` gets what it may still give
 */
export async function withinTime<T>(
  work: Promise<T>,
  milliseconds: number,
  late: (value: T) => void = () => {},
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      reject(new TookTooLong(`no answer within ${Math.round(milliseconds / 1000)} seconds`));
    }, milliseconds);
  });
  work.then(
    (value) => isOver && late(value),
    () => {},
  );
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
