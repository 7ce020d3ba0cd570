import { useState } from 'react';
import { openLink } from '../links/link-store';
import { runList } from '../state/runs';
import { runStore, setupStore } from '../state/stores';
import { readImport } from './import-file';

/** Imports files one after the other; `said` is what came of them, as sentences. */
export function useImport() {
  const [said, setSaid] = useState('');
  return {
    said,
    async importFiles(files: readonly File[]) {
      const sentences: string[] = [];
      for (const file of files) sentences.push(await importFile(file));
      setSaid(sentences.join(' '));
    },
  };
}

async function importFile(file: File): Promise<string> {
  const imported = await readImport(file);
  switch (imported.kind) {
    case 'refused':
      return `${file.name}: ${imported.message}`;
    case 'link':
      await openLink(imported.hash);
      return `${file.name}: its link is opened above.`;
    case 'run':
      return runList.getState().add(imported.record, 'file')
        ? `${file.name}: added to the list.`
        : `${file.name}: this run is in the list already.`;
    case 'weights': {
      const answer = await runStore.getState().importBase(imported.bytes);
      if (!answer.ok) return `${file.name}: ${answer.message}`;
      setupStore.getState().edit((config) => ({ ...config, base: answer.value }));
      return `${file.name} is the base model of the setup now, as “${answer.value}”, until this tab closes. Choosing a preset in the Lab goes back to the page’s own.`;
    }
  }
}
