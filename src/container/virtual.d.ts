/// <reference types="vite/client" />

/** See `vite/client.ts`. */
declare module 'virtual:webcontainer-client' {
  export function createClient(
    environment: import('./client.ts').ClientEnvironment,
  ): import('./client.ts').Client;
}

/** See `vite/lab.ts`. */
declare module 'virtual:bulkhead-lab' {
  const files: Record<string, string>;
  export default files;
}
