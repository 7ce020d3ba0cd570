/**
 * A response with the two headers of cross-origin isolation, for hosts that cannot set them. With them WebAssembly has threads;
 * what other origins serve is refused, and the page asks for nothing of theirs.
 */
export function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
