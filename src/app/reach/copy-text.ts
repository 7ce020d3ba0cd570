/**
 * Copies a text; over plain HTTP, where browsers have no clipboard for pages, by way of a selected field.
 *
 * @param near where the field stands for a moment: a dialog keeps the focus inside
 * @returns whether it was copied
 */
export async function copyText(
  text: string,
  near: Element = document.activeElement?.parentElement ?? document.body,
): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = document.activeElement;
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('aria-hidden', 'true');
    field.style.cssText = 'position: fixed; opacity: 0';
    near.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    return copied;
  }
}
