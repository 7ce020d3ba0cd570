/** The same text for equal settings, in whatever order their fields are; a field that is undefined counts as absent. */
export function keyOf(settings: object): string {
  return JSON.stringify(settings, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
