import { renderUnicodeCompact } from 'uqr';

/** @returns {string} light on dark, whatever colours the terminal has: it draws the light squares. */
function qrCode(/** @type {string} */ text) {
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  return process.stdout.isTTY
    ? lines.map((line) => `\x1b[97;40m${line}\x1b[0m`).join('\n')
    : lines.join('\n');
}

/** @returns {string} what to tell a room: every address, a QR code of the first, and what plain HTTP costs. */
export function lanWords(/** @type {string[]} */ addresses) {
  if (addresses.length === 0) {
    return 'This computer is in no network now, so no other device can open the page. Connect it and start again.';
  }
  return `
Others in this network open ${addresses.join(' or ')}

${qrCode(addresses[0])}

The QR code holds ${addresses[0]}. If that does not open, the firewall of this computer may block Node, or the network may keep
its devices apart, as guest networks do.
Over plain HTTP browsers offer the others no WebGPU and one thread, so training takes several times as long there, and no visits
without a network. Recorded runs, the lesson and links work as ever. This computer itself has everything.
`;
}
