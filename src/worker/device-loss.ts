/** The graphics device went away; the message is the driver's. */
export class DeviceLost extends Error {}

/** How long after a failure the news that the device is gone may come. */
const NEWS_MS = 500;
/** The same where the browser has cut off work on the device: a busy graphics process tells the news behind all its work. */
const LATE_NEWS_MS = 30_000;
/** Names of the errors that end a wait for a device that is lost. */
const CUT_OFF: readonly unknown[] = ['AbortError', 'OperationError'];

/**
 * Watches one graphics device: work on it may fail when it is lost, or never end, or fail before the news arrives. All
 * three come out as {@link DeviceLost}.
 */
export class DeviceWatch {
  private tell: (error: DeviceLost) => void = () => {};
  private readonly lost = new Promise<never>((_, reject) => {
    this.tell = reject;
  });

  constructor() {
    // Nobody may be at work when it happens.
    this.lost.catch(() => {});
  }

  lose(message: string): void {
    this.tell(new DeviceLost(message));
  }

  /**
   * The outcome of some work on the device.
   *
   * @throws DeviceLost when the device went away under it
   */
  async during<T>(work: Promise<T>): Promise<T> {
    try {
      return await Promise.race([work, this.lost]);
    } catch (error) {
      if (!(error instanceof DeviceLost)) {
        const isCutOff = error instanceof DOMException && CUT_OFF.includes(error.name);
        await Promise.race([this.lost, pause(isCutOff ? LATE_NEWS_MS : NEWS_MS)]);
      }
      throw error;
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Does work that can begin again, and begins it once more when the device was lost.
 *
 * @param begin the work; `isRetry` the second time
 * @throws DeviceLost when the device was lost both times
 */
export async function withOneRetry<T>(begin: (isRetry: boolean) => Promise<T>): Promise<T> {
  try {
    return await begin(false);
  } catch (error) {
    if (!(error instanceof DeviceLost)) {
      throw error;
    }
    return begin(true);
  }
}
