/** The cache that the service worker looks into for recordings and models when there is no network. */
export const RECORDINGS_CACHE = 'recordings-and-models';
