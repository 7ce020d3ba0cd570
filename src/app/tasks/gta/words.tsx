import type { ReactNode } from 'react';
import type { TokenView } from '../../../experiment/record/run-record';
import type { Call } from '../../../tasks/gta/call';
import { type Instance, queryText } from '../../../tasks/gta/instance';
import type { ArgumentValue } from '../../../tasks/gta/tools';
import type { ErrorClass } from '../../../tasks/task';
import type { QuestionForm } from '../task-ui';

/** "what does the board say ?" -> "What does the board say?" */
export function queryInWords(instance: Omit<Instance, 'profile' | 'step'>): string {
  const text = queryText(instance).replace(/ \?/g, '?');
  return text[0].toUpperCase() + text.slice(1);
}

/** The user's query, and what is asked about it. */
export function questionInWords(form: QuestionForm, query: string, name: ReactNode): ReactNode {
  const stop = /[?.]$/.test(query) ? '' : '.';
  if (form === 'short') return <>“{query}”</>;
  return (
    <>
      “{query}
      {form === 'sentence' ? stop : ''}” {form === 'sentence' ? 'Which' : '– which'} tool call does {name} ask
      for next?
    </>
  );
}

export const NO_CALL = 'no call';

/** "OCR_v4(image: image_1)". */
export function callInWords(call: Call | null): string {
  if (call === null) return NO_CALL;
  const given = Object.entries(call.arguments).map(([name, value]) => `${name}: ${valueInWords(value)}`);
  return `${call.name}(${given.join(', ')})`;
}

/** The call as JSON, with room for line breaks. */
export function jsonInWords({ name, arguments: given }: Call): string {
  const members = Object.entries(given).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{"name": ${JSON.stringify(name)}, "arguments": {${members.join(', ')}}}`;
}

export function valueInWords(value: ArgumentValue): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** The call of a response's tokens, as they stand behind its reasoning. */
export function writtenCall(tokens: readonly TokenView[]): string {
  const texts = tokens.map(({ text }) => text);
  const end = texts.indexOf('</think>');
  if (end < 0 && texts[0] === '<think>') return NO_CALL;
  const call = texts.slice(end + 1).filter((text) => text !== '<eos>');
  return call.length === 0 ? NO_CALL : joined(call);
}

/** Numbers in one piece: the model writes digit by digit. */
function joined(words: readonly string[]): string {
  return words.join(' ').replace(/(?<=\b\d) (?=\d\b)/g, '');
}

/** Where a response went wrong. */
export const ERROR_MEANINGS: { readonly [E in ErrorClass]: string } = {
  recall: 'Recall error: it quotes a condition that the policy does not have at this place.',
  perception:
    'Perception error: what it says about the image, the user or the question is not what they are.',
  branching: 'Branching error: the verdict is right, but it goes on at the wrong place.',
  tool: 'Tool error: the tool is not the one that is needed next.',
  argument: 'Argument error: the tool is the right one, but it is called with a wrong argument.',
};
