import type { ArgumentValue } from './tools';

/** A tool call: what a response answers with. */
export interface Call {
  readonly name: string;
  readonly arguments: { readonly [name: string]: ArgumentValue };
}

/** A call that was made before, with what the tool returned. */
export interface CallAndReturn {
  readonly call: Call;
  readonly returned: string;
}
