import process from 'node:process';

/** Writes and waits until the stream takes more. A closed stream (`| head`) swallows the rest. */
export function print(stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> {
  const target = process[stream];
  if (bytes.length === 0 || target.destroyed) return Promise.resolve();
  if (target.write(bytes)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      target.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    target.on('drain', done).on('close', done).on('error', done);
  });
}

/** Everything that is left on this process's stdin. */
export async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin)
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

/** Ends the process once its output is handed over: `process.exit` alone may cut it off. */
export async function leave(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.destroyed) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
  process.exit(code);
}
