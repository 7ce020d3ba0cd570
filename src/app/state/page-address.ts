const changed = new EventTarget();

/** Calls back when the page's address becomes another, by links, back, forward or {@link goToAddress}; returns how to stop. */
export function onAddressChange(callback: () => void): () => void {
  addEventListener('popstate', callback);
  changed.addEventListener('go', callback);
  return () => {
    removeEventListener('popstate', callback);
    changed.removeEventListener('go', callback);
  };
}

/** Goes to another address of this page, at its top; the back button returns to the one before. */
export function goToAddress(address: string): void {
  history.pushState(null, '', address);
  scrollTo(0, 0);
  changed.dispatchEvent(new Event('go'));
}
