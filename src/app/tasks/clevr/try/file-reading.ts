import type { Policy } from '../../../../tasks/clevr/policy/policy-tree';
import { isPictureFormat, type PictureFile, readPicture } from './picture-file';
import { formatOf } from './picture-header';
import type { ChosenScenes, SceneFileAnswer, SceneFileRequest, ShownScene } from './scene-file.worker';

/** What a file of the visitor's brings. */
export type OpenedFile = PictureFile | { readonly kind: 'scenes'; readonly count: number };

/** CLEVR's training scenes are smaller, and a text can hardly be longer. */
const MOST_BYTES = 400e6;
/** Of the beginning of a file, enough to tell what it is. */
const HEAD_BYTES = 64;

/** Reads files of the visitor's, and holds the last file of scenes. Nothing leaves the tab. */
export class FileReading {
  private worker: Worker | null = null;
  private requests = 0;
  /** Tells whoever waits for an answer of the worker that none will come. */
  private onClose: () => void = () => {};

  /** Judges a file by its content. Never throws; a file that is refused leaves the one before open. */
  async open(file: File): Promise<OpenedFile> {
    const refused = (message: string): OpenedFile => ({ kind: 'refused', message });
    try {
      const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
      const format = formatOf(head);
      if (format) {
        return isPictureFormat(format)
          ? await readPicture(file, format)
          : refused(
              `By its content this is a ${format} file, whatever its name says; pictures can be PNG, JPEG or WebP.`,
            );
      }
      if (file.size === 0) return refused('The file is empty.');
      if (!/^[\s\uFEFF]*[[{]/.test(new TextDecoder().decode(head))) {
        return refused(
          'This is neither a picture (PNG, JPEG or WebP) nor a file of CLEVR scenes (JSON), by its content.',
        );
      }
      if (file.size > MOST_BYTES) {
        return refused(
          `This file has ${Math.round(file.size / 1e6)} MB; of scenes at most ${MOST_BYTES / 1e6} MB are read.`,
        );
      }
      return await this.openScenes(file);
    } catch {
      return refused('The browser could not read this file.');
    }
  }

  /** A scene of the open file; null where there is no such file any more. */
  async scene(index: number): Promise<ShownScene | null> {
    const { worker } = this;
    if (!worker) return null;
    const answer = await ask(worker, { index }, (one) => one.kind === 'scene' && one.index === index);
    return answer.kind === 'scene' ? answer : null;
  }

  /** Questions about the scenes of the open file, or a sentence about why there are none. */
  async choose(policies: readonly Policy[], perPolicy: number): Promise<ChosenScenes> {
    const { worker } = this;
    if (!worker) return { ok: false, message: 'No file of scenes is open.' };
    this.requests += 1;
    const request = this.requests;
    const closed = new Promise<ChosenScenes>((resolve) => {
      this.onClose = () => resolve({ ok: false, message: 'The file of scenes was closed meanwhile.' });
    });
    const answer = ask(
      worker,
      { request, policies, perPolicy },
      (one) => one.kind === 'chosen' && one.request === request,
    );
    const read = answer.then((one): ChosenScenes => {
      if (one.kind === 'chosen') return one.chosen;
      return { ok: false, message: 'The browser could not read this file.' };
    });
    return Promise.race([read, closed]);
  }

  close(): void {
    this.onClose();
    this.worker?.terminate();
    this.worker = null;
  }

  private async openScenes(file: File): Promise<OpenedFile> {
    const worker = new Worker(new URL('./scene-file.worker.ts', import.meta.url), { type: 'module' });
    const answer = await ask(worker, { file }, () => true);
    if (answer.kind !== 'opened') {
      worker.terminate();
      const message = answer.kind === 'refused' ? answer.message : 'The browser could not read this file.';
      return { kind: 'refused', message };
    }
    this.close();
    this.worker = worker;
    return { kind: 'scenes', count: answer.count };
  }
}

/** The first answer of a kind that is waited for; an error of the worker is a refusal. */
function ask(
  worker: Worker,
  request: SceneFileRequest,
  isIt: (answer: SceneFileAnswer) => boolean,
): Promise<SceneFileAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: SceneFileAnswer) => {
      worker.removeEventListener('message', onMessage);
      worker.removeEventListener('error', onError);
      resolve(answer);
    };
    const onMessage = ({ data }: MessageEvent<SceneFileAnswer>) => {
      if (isIt(data)) settle(data);
    };
    const onError = () => settle({ kind: 'refused', message: 'The browser could not read this file.' });
    worker.addEventListener('message', onMessage);
    worker.addEventListener('error', onError);
    worker.postMessage(request);
  });
}
