/**
 * Looks that take a while, and tells what was seen: only what the latest look saw, because one that began earlier and ends later
 * saw what is no longer so.
 *
 * @param look takes the look
 * @param tell hears what it saw
 * @returns takes a look; resolves when it is over, told or not
 */
export function latestOnly<T>(look: () => Promise<T>, tell: (seen: T) => void): () => Promise<void> {
  let looks = 0;
  return async () => {
    looks += 1;
    const mine = looks;
    const seen = await look();
    if (mine === looks) tell(seen);
  };
}
