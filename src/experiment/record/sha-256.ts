/** The first 32 bits of the fractional parts of a root of the first primes: the constants of SHA-256. */
function constants(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return Uint32Array.from(found, (prime) => (root(prime) % 1) * 2 ** 32);
}

const ROUNDS = 64;
const BLOCK = 64;

/** SHA-256 of bytes (FIPS 180-4), by the browser; by hand over plain HTTP, where browsers keep theirs to themselves. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return crypto.subtle ? crypto.subtle.digest('SHA-256', bytes) : sha256ByHand(bytes);
}

export function sha256ByHand(bytes: Uint8Array): ArrayBuffer {
  const k = constants(ROUNDS, Math.cbrt);
  const state = constants(8, Math.sqrt);
  const whole = bytes.length - (bytes.length % BLOCK);
  const words = new Uint32Array(ROUNDS);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += BLOCK) compress(state, words, k, view, at);
  const rest = bytes.subarray(whole);
  const tail = new Uint8Array(rest.length < BLOCK - 8 ? BLOCK : 2 * BLOCK);
  tail.set(rest);
  tail[rest.length] = 0x80;
  const tailView = new DataView(tail.buffer);
  tailView.setBigUint64(tail.length - 8, BigInt(bytes.length) * 8n);
  for (let at = 0; at < tail.length; at += BLOCK) compress(state, words, k, tailView, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => {
    digest.setUint32(4 * i, word);
  });
  return digest.buffer;
}

const rotated = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/** One block of 64 bytes into the state. */
function compress(state: Uint32Array, w: Uint32Array, k: Uint32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
  for (let i = 16; i < ROUNDS; i++) {
    const [early, late] = [w[i - 15], w[i - 2]];
    const s0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const s1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < ROUNDS; i++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] += word;
  });
}
