/** The error of a piece that did not arrive; faults of a piece that is there are for the boundary around it. */
export class PieceLost extends Error {
  /**
   * @param what it is, as the subject of a sentence: "The setup"
   * @param said hears that the visitor has been told; the next to want the piece begins anew
   */
  constructor(
    readonly what: string,
    readonly said: () => void,
  ) {
    super(`${what} did not arrive.`);
  }
}
