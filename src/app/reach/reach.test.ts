import { describe, expect, it } from 'vitest';
import { reachOf } from './reach';

const says = (said: unknown) => async () => said;

describe('the address for others', () => {
  it('is the page’s own where others can reach it, and nothing is asked', async () => {
    for (const own of ['https://example.test/app/', 'http://192.168.1.7:4173/', 'http://class.test/']) {
      const reach = await reachOf(own, () => Promise.reject(new Error('asked')));
      expect(reach).toEqual({ page: own, note: null });
    }
  });

  it('is that of the network where this computer serves it, with the path', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const lan = says({ addresses: ['http://192.168.1.7:4173/', 'http://10.0.0.3:4173/'] });
      const { page, note } = await reachOf(`http://${host}:4173/app/`, lan);
      expect(page).toBe('http://192.168.1.7:4173/app/');
      expect(note).toContain('192.168.1.7');
    }
  });

  it('is this computer’s only, and that is said, where nobody else can reach it', async () => {
    const own = 'http://127.0.0.1:4173/';
    const answers = [
      says({ addresses: [] }),
      says(null),
      says({ addresses: [1, 'x'] }),
      says({ addresses: 5 }),
    ];
    for (const ask of [...answers, () => Promise.reject(new Error('404'))]) {
      const { page, note } = await reachOf(own, ask);
      expect(page).toBe(own);
      expect(note).toContain('Only this computer');
    }
  });
});
