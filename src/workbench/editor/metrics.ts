/** Geometry the editor shares with the server-rendered first paint. */
export { EDITOR_METRICS } from '../../site/editor-metrics.ts';
