import { again } from './again';

/**
 * Fetches a file of the page, once more if that failed.
 *
 * @param read takes what is needed of the answer; a body that breaks off counts as a failure
 * @throws Error when it did not arrive; its message is the status or the engine's words, for a sentence in brackets
 */
export function fetchPiece<T>(address: string | URL, read: (response: Response) => Promise<T>): Promise<T> {
  return again(async () => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return read(response);
  });
}
