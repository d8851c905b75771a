/** The moments the bench measures; `performance.getEntriesByName` gives their times from navigation. */
export type Mark =
  | 'bulkhead:editable'
  | 'bulkhead:container-ready'
  | 'bulkhead:run'
  | 'bulkhead:first-response'
  | 'bulkhead:check'
  | 'bulkhead:check-verdict';

export type Marker = (name: Mark) => void;

/** Also told as an event of the same name on `document`, for those who wait with heavy work of their own. */
export const markPerformance: Marker = (name) => {
  performance.mark(name);
  document.dispatchEvent(new CustomEvent(name));
};
