import { describe, expect, it } from 'vitest';
import { recordJson } from '../../experiment/export/export';
import { runRecordOf } from '../../experiment/testing/records';
import { readImport } from './import-file';

describe('a file that a visitor brings', () => {
  it('is a run when it holds one', async () => {
    const record = runRecordOf({ seed: 1, accuracy: 0.5 });
    expect(await readImport(new Blob([recordJson(record)]))).toEqual({ kind: 'run', record });
  });

  it('is weights by its first bytes, whatever is in them', async () => {
    // Eight bytes with the header's length, then the header: here an empty one.
    const file = Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);
    expect((await readImport(new Blob([file]))).kind).toBe('weights');
  });

  it('is a link when it holds one', async () => {
    const file = new Blob(['Open this:\nhttps://example.test/app/#1.abc_-D\n']);
    expect(await readImport(file)).toEqual({ kind: 'link', hash: '#1.abc_-D' });
  });

  it('is refused with a sentence otherwise', async () => {
    for (const content of ['', 'hello', '{"version": 2, "id": "#1.abc"}', '\0\0\0']) {
      const imported = await readImport(new Blob([content]));
      expect(imported).toMatchObject({ kind: 'refused', message: expect.stringMatching(/imported\.$/) });
    }
    const unreadable = Object.assign(new Blob(['x']), { arrayBuffer: () => Promise.reject(new Error('no')) });
    expect((await readImport(unreadable)).kind).toBe('refused');
    const huge = Object.defineProperty(new Blob(['x']), 'size', { value: 1e9 });
    expect(await readImport(huge)).toMatchObject({ message: expect.stringMatching(/1000 MB/) });
  });
});
