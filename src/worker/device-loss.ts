/** The graphics device went away; the message is the driver's. */
export class DeviceLost extends Error {}

/** How long after a failure the news that the device is gone may come. */
const NEWS_MS = 500;

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
        await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, NEWS_MS))]);
      }
      throw error;
    }
  }
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
