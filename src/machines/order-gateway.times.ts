// How long the gateway waits for what: one place to read its patience. Milliseconds on the tree's clock; the venue's own times
// are those of its pages on restarts and heartbeats, ours are guesses that a measurement may replace.

export const SWEEP_MS = 2_000;
export const READ_AGAIN_MS = 1_000;
/** A private stream that is silent for so long is not just slow: nothing of ours may rest unseen. */
export const NEWS_GRACE_MS = 5_000;
/** Without one listing that was read for so long nothing new leaves and nothing stays: what the private stream lost is found in
 *  listings alone, so fills may be missing. Some thirty tries, and the same minute in which a person is called. */
export const UNLISTED_MAX_MS = 60_000;
export const DRAIN_LOOK_MS = 150;
export const CANCEL_AGAIN_MS = 2_000;
/** When the venue does not say: often, because who asks late stands last, and far below what it allows. */
export const PROBE_FIRST_MS = 250;
export const PROBE_LATER_MS = 500;
/** Even if it says longer. */
export const PROBE_MAX_MS = 30_000;
/** Whatever the venue asks for: no faster than this. */
export const PROBE_MIN_MS = 100;
export const PROBE_ANSWER_MAX_MS = 3_000;
/** After an engine restart the venue takes post-only orders and cancels only, for so long. */
export const POST_ONLY_WINDOW_MS = 120_000;
/** What was quoted on an old book and not confirmed by then goes, before others may take. */
export const RACE_TIDY_MS = 10_000;
export const CLOSED_AGAIN_MS = 5_000;
