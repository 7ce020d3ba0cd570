import { EOS } from '../sequence/vocabulary';
import type { Response } from './sampling';

/**
 * A row of decoding: responses to one prompt that are alike so far. A model that is sure of itself says the same most of the time, and
 * what is alike needs to be computed once; only the draws are each response's own.
 */
export interface Lane {
  /** The response, one of the members, in whose slot of the caches the lane's keys and values lie. */
  readonly slot: number;
  readonly prompt: number;
  readonly members: readonly number[];
}

/**
 * The lanes before the first token.
 *
 * @param responses per prompt, numbered through
 * @param together false gives each response a lane of its own
 */
export function allLanes(responses: readonly number[], together: boolean): Lane[] {
  let first = 0;
  return responses.flatMap((count, prompt) => {
    const slots = Array.from({ length: count }, (_, i) => first + i);
    first += count;
    if (together) {
      return count > 0 ? [{ slot: slots[0], prompt, members: slots }] : [];
    }
    return slots.map((slot) => ({ slot, prompt, members: [slot] }));
  });
}

/**
 * The lanes after another token of each response: members that said different things part, ended ones leave.
 *
 * @returns the lanes that go on, and which slots begin with a copy of which other's keys and values
 */
export function parted(
  lanes: readonly Lane[],
  responses: readonly Pick<Response, 'tokens'>[],
): { going: Lane[]; copies: [from: number, to: number][] } {
  const going: Lane[] = [];
  const copies: [number, number][] = [];
  for (const { slot, prompt, members } of lanes) {
    const byToken = new Map<number, number[]>();
    for (const member of members) {
      const token = responses[member].tokens.at(-1) as number;
      if (token !== EOS) {
        byToken.set(token, [...(byToken.get(token) ?? []), member]);
      }
    }
    for (const part of byToken.values()) {
      const keeps = part.includes(slot);
      const own = keeps ? slot : part[0];
      going.push({ slot: own, prompt, members: part });
      if (!keeps) {
        copies.push([slot, own]);
      }
    }
  }
  return { going, copies };
}
