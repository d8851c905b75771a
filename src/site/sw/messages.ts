/** Between a page and the service worker, both ways by `postMessage`. */

/** Page → worker. The worker answers with one {@link OfflineMessage}. */
export type OfflineQuestion = { type: 'offline-status?' };

/** Worker → page. */
export type OfflineMessage =
  /** Everything is here: the network may go. Also sent unasked, to every page, at the moment it becomes true. */
  | { type: 'offline-ready'; version: string }
  /** Not yet: `done` of `total` files are here. */
  | { type: 'offline-progress'; done: number; total: number };
