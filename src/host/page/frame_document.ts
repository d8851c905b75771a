/**
 * The document of the process frame. Its origin is opaque and its policy allows no connection, so that
 * code in its workers reaches no cookie, storage, page, network or file of the site.
 *
 * The policy is repeated inside the workers: a blob worker takes it over from the frame that made it.
 */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:; worker-src blob:; connect-src 'none'";

/** Runs in the frame as plain script text: it must not use anything from outside itself. */
function frameScript(): void {
  addEventListener(
    'message',
    (event) => {
      const [kernel] = event.ports;
      if (event.source !== parent || !kernel) return;
      const workers = new Map<number, Worker>();
      let url = '';
      // See BusyPoll. All processes are in this frame: memory can be shared among them, not with the kernel.
      const bells = crossOriginIsolated ? new SharedArrayBuffer(1024) : null;
      kernel.onmessage = ({ data, ports }) => {
        if (data.type === 'load') {
          url = URL.createObjectURL(new Blob([data.source], { type: 'text/javascript' }));
        } else if (data.type === 'start') {
          const worker = new Worker(url, { name: `process ${data.worker}` });
          worker.onerror = (error) => {
            error.preventDefault();
            kernel.postMessage({
              type: 'crashed',
              worker: data.worker,
              message: error.message || 'the browser stopped its worker',
            });
          };
          worker.postMessage({ bells, id: data.worker }, [ports[0] as MessagePort]);
          workers.set(data.worker, worker);
        } else if (data.type === 'terminate') {
          workers.get(data.worker)?.terminate();
          workers.delete(data.worker);
        }
      };
    },
    { once: true },
  );
}

export const frameDocument = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><script>(${frameScript})()</script>`;
