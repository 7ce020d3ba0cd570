import { Fragment } from 'react';

/** A method's name that breaks between its words only: "PoRo-DAPO" is one. */
export function MethodName({ label }: { label: string }) {
  return label.split(' ').map((word, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the words of a name stay where they are.
    <Fragment key={i}>
      {i > 0 && ' '}
      <span className="method-word">{word}</span>
    </Fragment>
  ));
}
