import { parseArgs } from 'node:util';

/** @typedef {import('node:util').ParseArgsOptionsConfig} Options */

/** @returns {(sentence: string) => never} ends a command for a mistake of its caller: one sentence, exit code 2. */
export function refusal(/** @type {string} */ command) {
  return (sentence) => {
    console.error(`${sentence} See npm ${command === 'start' ? '' : 'run '}${command} -- --help.`);
    process.exit(2);
  };
}

/**
 * Reads a command's arguments; `--help` prints the help and ends it.
 *
 * @template {Options} T
 * @param {string} command what stands behind "npm run"
 * @param {string} help
 * @param {T} options besides `--help`
 */
export function commandLine(command, help, options) {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { ...options, help: { type: /** @type {const} */ ('boolean'), default: false } },
    });
    if (/** @type {{ help?: boolean }} */ (values).help) {
      console.log(help);
      process.exit(0);
    }
    return { values, positionals };
  } catch (error) {
    // "Unknown option '--port'. To specify a positional argument ...": the rest is of no use here.
    const [sentence] = /** @type {Error} */ (error).message.split('. ');
    return refusal(command)(`${sentence.replace(/\.$/, '')}.`);
  }
}

/** @returns {number[]} the seeds of an option like "1,2,3". */
export function seedsOf(/** @type {string} */ text, /** @type {(sentence: string) => never} */ refuse) {
  const seeds = text.split(',').map(Number);
  if (!seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)) {
    refuse('Seeds are whole numbers: 1,2,3.');
  }
  return seeds;
}
