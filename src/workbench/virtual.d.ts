/** See `vite/editor-types.ts`. */
declare module 'virtual:bulkhead-editor-types' {
  /** Address of `Record<path, text>` as JSON. */
  const url: string;
  export default url;
}
