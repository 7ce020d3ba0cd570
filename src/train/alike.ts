/**
 * Alike responses in training. A model that is sure of itself gives a question the same response many times; where tokens and advantage
 * are equal, so are all passes and the gradient. One of them is computed, and its tokens weigh as much as those of all together.
 */
export interface AlikeResponses<R> {
  readonly distinct: readonly R[];
  /** For each token of all responses, one behind the other, which of the distinct responses' tokens it is. */
  readonly places: Int32Array;
}

/**
 * Finds the alike ones among the responses to one question.
 *
 * @param firstToken of the distinct ones, where those to other questions stand before them
 */
export function alikeResponses<R extends { readonly tokens: readonly number[]; readonly advantage: number }>(
  responses: readonly R[],
  firstToken = 0,
): AlikeResponses<R> {
  const starts = new Map<string, number>();
  const distinct: R[] = [];
  const places: number[] = [];
  let next = firstToken;
  for (const response of responses) {
    const key = `${response.advantage} ${response.tokens.join()}`;
    let start = starts.get(key);
    if (start === undefined) {
      start = next;
      starts.set(key, start);
      distinct.push(response);
      next += response.tokens.length;
    }
    for (let token = 0; token < response.tokens.length; token++) {
      places.push(start + token);
    }
  }
  return { distinct, places: Int32Array.from(places) };
}

/** What each token of all responses has, from what the distinct ones' tokens have. */
export function ofAll(ofDistinct: ArrayLike<number>, places: Int32Array): number[] {
  return Array.from(places, (place) => ofDistinct[place]);
}

/** What each token of the distinct responses weighs, from the weights of all. */
export function weightsOfDistinct(
  ofEach: readonly number[],
  { places, tokens }: { readonly places: Int32Array; readonly tokens: number },
): number[] {
  const sums = Array<number>(tokens).fill(0);
  places.forEach((place, token) => {
    sums[place] += ofEach[token];
  });
  return sums;
}
