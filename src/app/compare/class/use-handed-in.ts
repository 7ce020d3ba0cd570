import { type DragEvent, useEffect, useState } from 'react';
import { readHandedIn } from './read-files';
import { theClass } from './the-class';

/** Takes in result files, one after the other. */
export async function takeFiles(files: readonly File[]): Promise<void> {
  if (files.length > 0) await theClass.getState().collectAll(await Promise.all(files.map(readHandedIn)));
}

/** Result links and files that are pasted anywhere on the screen but into a field. */
export function usePastedResults(): void {
  useEffect(() => {
    const take = ({ clipboardData, target }: ClipboardEvent) => {
      if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) return;
      const files = [...(clipboardData?.files ?? [])];
      const text = clipboardData?.getData('text/plain') ?? '';
      if (files.length > 0) void takeFiles(files);
      else if (text.trim() !== '') void theClass.getState().collect(text);
    };
    addEventListener('paste', take);
    return () => removeEventListener('paste', take);
  }, []);
}

/** Result files, and links as text, that are dropped on an element. */
export function useDroppedResults() {
  const [isOver, setOver] = useState(false);
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const { files } = event.dataTransfer;
        const text = event.dataTransfer.getData('text/plain');
        if (files.length > 0) void takeFiles([...files]);
        else if (text.trim() !== '') void theClass.getState().collect(text);
      },
    },
  };
}
