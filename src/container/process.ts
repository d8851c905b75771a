/** A process of the client as the workbench sees it: it always ends, also when the host goes away. */
import type { ClientProcess } from './client.ts';
import type { Lifetime } from './lifetime.ts';
import type { ContainerProcess } from './types.ts';

/** What Node reports for a process ended by SIGKILL. */
const KILLED = 128 + 9;

export function wrapProcess(process: ClientProcess, lifetime: Lifetime): ContainerProcess {
  let exited = false;
  const exit = lifetime
    .guard(() => process.exit)
    .catch(() => KILLED)
    .finally(() => {
      exited = true;
    });
  const input = process.input.getWriter();

  return {
    output: endWithHost(process.output, lifetime),
    exit,
    write(text) {
      // The client warns in the console about a process that is gone; it is not news here.
      if (!exited) input.write(text).catch(() => {});
    },
    resize(size) {
      if (!exited) process.resize(size);
    },
    kill() {
      if (!exited) process.kill();
    },
  };
}

/** The host closes the stream; when the host is gone nobody does, so it ends here. */
function endWithHost(stream: ReadableStream<string>, lifetime: Lifetime): ReadableStream<string> {
  const reader = stream.getReader();
  return new ReadableStream<string>({
    async pull(controller) {
      try {
        const { done, value } = await lifetime.guard(() => reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        controller.close();
      }
    },
    cancel(reason) {
      return reader.cancel(reason);
    },
  });
}
