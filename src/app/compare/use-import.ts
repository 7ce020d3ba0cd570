import { useState } from 'react';
import { openLink } from '../links/link-store';
import { runList } from '../state/runs';
import { runStore, setupStore } from '../state/stores';
import { readImport } from './import-file';

/** What came of a file, as a sentence. */
interface Outcome {
  readonly ok: boolean;
  readonly sentence: string;
}

/** Imports files one after the other; `said` and `faults` are what came of the last ones. */
export function useImport() {
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const sentences = (wanted: boolean) =>
    outcomes.flatMap(({ ok, sentence }) => (ok === wanted ? sentence : []));
  return {
    said: sentences(true),
    faults: sentences(false),
    dismissFaults: () => setOutcomes(outcomes.filter(({ ok }) => ok)),
    async importFiles(files: readonly File[]) {
      const found: Outcome[] = [];
      for (const file of files) found.push(await importFile(file));
      setOutcomes(found);
    },
  };
}

async function importFile(file: File): Promise<Outcome> {
  const imported = await readImport(file);
  const done = (sentence: string) => ({ ok: true, sentence });
  const refused = (message: string) => ({ ok: false, sentence: `${file.name}: ${message}` });
  switch (imported.kind) {
    case 'refused':
      return refused(imported.message);
    case 'link':
      await openLink(imported.hash);
      return done(`${file.name}: its link is opened above.`);
    case 'run':
      return done(
        (await runList.getState().add(imported.record))
          ? `${file.name}: added to the list.`
          : `${file.name}: this run is in the list already.`,
      );
    case 'weights': {
      const answer = await runStore.getState().importBase(imported.bytes);
      if (!answer.ok) return refused(answer.message);
      setupStore.getState().edit((config) => ({ ...config, base: answer.value }));
      return done(
        `${file.name} is the base model of the setup now, as “${answer.value}”, until this tab closes. Choosing a preset in the Lab goes back to the page’s own.`,
      );
    }
  }
}
