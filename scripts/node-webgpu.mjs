/**
 * Puts WebGPU where browsers have it (navigator.gpu, GPUBufferUsage and their like) for this process: Dawn, from the npm
 * package `webgpu`.
 *
 * @returns {Promise<string | null>} null, or a sentence that says why there is none.
 */
export async function installWebGpu() {
  const remedy =
    'A Vulkan driver is needed (Metal and Direct3D 12 come with macOS and Windows); the benchmark in the browser, without --runtime node, needs none.';
  let dawn;
  try {
    dawn = await import('webgpu');
  } catch {
    return `Dawn has no build for ${process.platform} on ${process.arch}.`;
  }
  // Node 20 has no navigator; later ones have one without WebGPU.
  if (typeof navigator === 'undefined') {
    const userAgent = `Node.js/${process.versions.node}`;
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent }, configurable: true });
  }
  Object.assign(globalThis, dawn.globals);
  Object.defineProperty(navigator, 'gpu', { value: dawn.create([]), configurable: true });
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ? null : `WebGPU found no graphics adapter in Node. ${remedy}`;
}
