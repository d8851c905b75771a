declare module 'virtual:natives' {
  import type { OptionInfo } from './cli.ts';
  import type { NativeSources } from './realm.ts';

  const natives: NativeSources & { optionInfos: Record<string, OptionInfo> };
  export default natives;
}
declare module 'virtual:llhttp' {
  /** llhttp as WebAssembly, base64. */
  const wasm: string;
  export default wasm;
}
declare module 'virtual:zlib' {
  /** pako's port of zlib as an expression. */
  const source: string;
  export default source;
}
