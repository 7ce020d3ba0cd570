import { useState } from 'react';
import { FileTrigger, Label, TextArea, TextField } from 'react-aria-components';
import { Button } from '../../design/controls';
import { theClass, useClass } from './the-class';
import { takeFiles } from './use-handed-in';

/** Where result links come in: pasted, or as files; what came of them, a sentence for every line that brought nothing. */
export function Collect() {
  const { board, said, faults } = useClass((state) => state);
  const [text, setText] = useState('');
  const add = () => {
    if (text.trim() === '') return;
    void theClass.getState().collect(text);
    setText('');
  };
  return (
    <section aria-labelledby="collect">
      <h4 id="collect">{board ? 'Collect' : 'Go on with a class'}</h4>
      <TextField className="class-paste" value={text} onChange={setText}>
        <Label className="faint">
          {board
            ? 'Result links, one per line, with any words around them. Files can be dropped here, too.'
            : 'Paste a class link, or the file that a class was saved as.'}
        </Label>
        <TextArea className="mono" rows={3} spellCheck="false" />
      </TextField>
      <div className="link-actions">
        <Button onPress={add} isDisabled={text.trim() === ''} data-testid="add-results">
          {board ? 'Add' : 'Open'}
        </Button>
        <FileTrigger allowsMultiple onSelect={(files) => void takeFiles([...(files ?? [])])}>
          <Button kind="quiet">Choose files …</Button>
        </FileTrigger>
        <p role="status" data-testid="class-said">
          {said.join(' ')}
        </p>
      </div>
      {faults.length > 0 && (
        <div className="notice import-faults" data-tone="failure" role="alert">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
          <section className="class-faults" tabIndex={0} aria-label="What was not taken in">
            <ul data-testid="class-faults">
              {faults.map((sentence, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be wrong alike.
                <li key={i}>{sentence}</li>
              ))}
            </ul>
          </section>
          <Button kind="quiet" onPress={() => theClass.getState().dismiss()}>
            Dismiss
          </Button>
        </div>
      )}
    </section>
  );
}
