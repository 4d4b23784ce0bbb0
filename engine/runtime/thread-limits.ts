/**
 * For threads of whose new objects few live on, or all do: the default lets the space for new ones grow to three times 16 MiB, which costs
 * each of them 40 MB and up, and makes none of them faster.
 */
export const THREAD_LIMITS = Object.freeze({ maxYoungGenerationSizeMb: 12 });
