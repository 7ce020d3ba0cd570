/**
 * Questions to the model while a run may be using it. The run reserves the device and lets go of it where it rests;
 * questions are served one after the other in between, so that the two never interleave.
 */
export class AskQueue {
  private waiting: { readonly request: number; readonly answer: () => Promise<void> }[] = [];
  private serving: Promise<void> | null = null;
  private reserved = false;
  private asked = 0;

  /** @param answer serves the question; must not reject */
  add(request: number, answer: () => Promise<void>): void {
    this.waiting.push({ request, answer });
    this.asked += 1;
    if (!this.reserved) void this.serve();
  }

  /** Takes questions back that nobody waits for any more; one that is being answered is answered to its end. */
  withdraw(requests: readonly number[]): void {
    this.waiting = this.waiting.filter(({ request }) => !requests.includes(request));
  }

  /** Serves what is waiting, then keeps later questions waiting until {@link release} or the next call. */
  async reserve(): Promise<void> {
    while (this.waiting.length > 0 || this.serving) {
      await this.serve();
    }
    this.reserved = true;
  }

  /** Serves what is waiting, and later questions at once. */
  release(): void {
    this.reserved = false;
    void this.serve();
  }

  /** Resolves when all that could be answered is, and nobody has asked for `ms` milliseconds. */
  async quiet(ms: number): Promise<void> {
    let before: number;
    do {
      before = this.asked;
      await this.serving;
      await new Promise((resolve) => setTimeout(resolve, ms));
    } while (this.asked !== before || this.serving);
  }

  private serve(): Promise<void> {
    if (!this.serving && this.waiting.length > 0) this.serving = this.serveAll();
    return this.serving ?? Promise.resolve();
  }

  private async serveAll(): Promise<void> {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      await next.answer();
    }
    // In the same turn as the last look: a question added from now on begins anew.
    this.serving = null;
  }
}
