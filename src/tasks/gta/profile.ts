import type { RandomStream } from '../../random/stream';
import { ACCOUNT_TYPES } from '../../sequence/tool-words';

export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** The user whom the policy's rules are about. */
export interface Profile {
  readonly accountType: AccountType;
  /** 0 to {@link MAX_CREDITS}. */
  readonly credits: number;
  /** Years, {@link MIN_AGE} to {@link MAX_AGE}. */
  readonly age: number;
}

export const MAX_CREDITS = 999;
export const MIN_AGE = 10;
export const MAX_AGE = 79;
/** Digits with which the model reads credits; fewer are filled up with zeros, so that digits of a place stand in one place. */
export const CREDIT_DIGITS = 3;
export const AGE_DIGITS = 2;

/** Independent and uniform. */
export function sampleProfile(random: RandomStream): Profile {
  return {
    accountType: random.pick(ACCOUNT_TYPES),
    credits: random.int(MAX_CREDITS + 1),
    age: MIN_AGE + random.int(MAX_AGE - MIN_AGE + 1),
  };
}

/** A name of the profile that no other has. */
export function profileKey({ accountType, credits, age }: Profile): string {
  return `${accountType}/${credits}/${age}`;
}
