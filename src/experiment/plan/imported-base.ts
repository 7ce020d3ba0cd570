import { MODEL_SIZES, type ModelSize } from '../../model/config';

/** Names of base models that a visitor brought as files: the size, then the content, so that equal names are equal models. */
const IMPORTED = new RegExp(`^(${MODEL_SIZES.join('|')})-[0-9a-f]{8}$`);

/** The name under which a config refers to an imported model. `digest`: SHA-256 of its file. */
export function importedBaseName(size: ModelSize, digest: ArrayBuffer): string {
  const hex = Array.from(new Uint8Array(digest, 0, 4), (byte) => byte.toString(16).padStart(2, '0'));
  return `${size}-${hex.join('')}`;
}

export function isImportedBase(base: string): boolean {
  return IMPORTED.test(base);
}

/** The size of the model that a config starts from. */
export function baseSize(base: string): ModelSize {
  return MODEL_SIZES.find((size) => base.startsWith(size)) ?? 'small';
}
