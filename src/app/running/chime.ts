/** Two tones of a bell, pitch in Hz and start in seconds. */
const TONES = [
  { pitch: 660, start: 0 },
  { pitch: 880, start: 0.18 },
];
const LENGTH_S = 0.5;
const LOUDNESS = 0.15;

/** A short sound, made here: nothing is fetched. Silent where the browser does not let the page sound. */
export function chime(): void {
  try {
    const context = new AudioContext();
    for (const { pitch, start } of TONES) {
      const at = context.currentTime + start;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(LOUDNESS, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + LENGTH_S);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + LENGTH_S);
    }
    setTimeout(() => void context.close().catch(() => {}), 2000);
  } catch {
    // No sound on this device.
  }
}
