/** A hash of the sources, set by the bundler (vite.config.ts). */
declare const __BUILD__: string;
