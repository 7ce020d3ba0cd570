/** What this browser keeps of the visitor's taste, by name. Storage may be forbidden: then it lasts as long as the page. */
export function readSetting(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function storeSetting(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Not kept.
  }
}
