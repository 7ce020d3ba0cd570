import { type DragEvent, useEffect, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../../../design/controls';
import { Icon } from '../../../design/icon';
import { NumberInput } from '../../../design/number-input';
import { clevrTryStore, useClevrTry } from './clevr-try-store';

/** Chooses a file: a picture, or scenes. */
export function OpenButton() {
  return (
    <FileTrigger
      acceptedFileTypes={['image/png', 'image/jpeg', 'image/webp', '.json']}
      onSelect={(files) => openFirst(files)}
    >
      <Button kind="quiet">
        <Icon name="open" />
        Open …
      </Button>
    </FileTrigger>
  );
}

function openFirst(files: ArrayLike<File> | null | undefined): void {
  const file = files?.[0];
  if (file) void clevrTryStore.getState().openFile(file);
}

/** Takes files that are dropped on an element, and pictures that are pasted anywhere on the screen. */
export function useDroppedFiles() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const onPaste = ({ clipboardData, target }: ClipboardEvent) => {
      const isText = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
      if (!isText) openFirst(clipboardData?.files);
    };
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, []);
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        openFirst(event.dataTransfer.files);
      },
    },
  };
}

/** Leafs through the open file of scenes, and says what of the shown one is left out. */
export function FileBar() {
  const file = useClevrTry((state) => state.file);
  const origin = useClevrTry((state) => state.editor.present.origin);
  if (!file) return null;
  const { name, count, index } = file;
  const { openScene, closeFile } = clevrTryStore.getState();
  return (
    <section className="file-bar" aria-label="Scenes of the file" data-testid="file-bar">
      <div className="file-bar-tools">
        <Button
          kind="quiet"
          aria-label="Scene before"
          isDisabled={index === 0}
          onPress={() => void openScene(index - 1)}
        >
          <Icon name="back" />
        </Button>
        <NumberInput
          label="Scene"
          value={index}
          min={0}
          max={count - 1}
          isDisabled={false}
          onChange={(to) => void openScene(to)}
        />
        <Button
          kind="quiet"
          aria-label="Next scene of the file"
          isDisabled={index === count - 1}
          onPress={() => void openScene(index + 1)}
        >
          <Icon name="chevron" />
        </Button>
        <p className="file-name numeric">
          0 to {(count - 1).toLocaleString('en')} of {name}
        </p>
        <Button kind="quiet" aria-label="Close the file" onPress={closeFile}>
          <Icon name="cross" />
        </Button>
      </div>
      {origin && (
        <p className="faint" role="status">
          {origin.name}, drawn by this page from nearer than CLEVR’s camera.{' '}
          {origin.leftOut ?? 'All of its objects are in the picture.'}
        </p>
      )}
    </section>
  );
}
