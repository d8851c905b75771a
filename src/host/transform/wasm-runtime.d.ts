/** The package ships no types for the part that is used here (see oxc.ts). */
declare module '@napi-rs/wasm-runtime' {
  export const emnapiAsyncWorkPlugin: unknown;
  export const emnapiTSFNPlugin: unknown;
  export class WASI {
    constructor(options: { version: 'preview1' });
  }
  export function instantiateNapiModuleSync(
    module: WebAssembly.Module,
    options: unknown,
  ): { napiModule: { exports: unknown } };
}
