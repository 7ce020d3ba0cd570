/** Pause before the second try, milliseconds. */
const PAUSE_MS = 300;

/** Does what may fail by chance, and once more if it did; the second failure counts. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    return work();
  }
}
