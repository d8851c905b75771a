import type { Runtime } from '../runtime.ts';
import { UV } from '../runtime.ts';
import type { Stdio } from '../streams/stdio.ts';
import { StreamHandle, streamBaseState } from '../streams/stream_handle.ts';
import type { ByteTransport } from '../streams/transport.ts';

/** `pipe_wrap`, `tty_wrap` and `stream_wrap`: handles over the descriptors a process was given. */
export function createStdioBindings(runtime: Runtime, stdio: () => Stdio) {
  class Pipe extends StreamHandle {
    /** Set when a spawned child takes the other end. */
    connect(transport: ByteTransport): void {
      this.attach(transport);
    }

    open(fd: number): number {
      if (stdio().guess(fd) === 'INVALID') return UV.EBADF;
      this.fd = fd;
      this.attach(stdio().transport(fd));
      return 0;
    }

    bind(): number {
      return UV.ENOTSUP;
    }

    listen(): number {
      return UV.ENOTSUP;
    }

    fchmod(): number {
      return 0;
    }
  }

  class TTY extends StreamHandle {
    readonly #fd: number;

    constructor(fd: number, context: { code?: string }) {
      super(runtime);
      this.#fd = fd;
      if (stdio().kinds[fd] !== 'terminal') context.code = 'EINVAL';
      else this.attach(stdio().transport(fd));
    }

    getWindowSize(out: number[]): number {
      const size = stdio().size;
      if (!size) return UV.EINVAL;
      out[0] = size.cols;
      out[1] = size.rows;
      return 0;
    }

    setRawMode(mode: number | boolean): number {
      if (this.#fd !== 0) return UV.ENOTSUP;
      runtime.post({ type: 'raw-mode', on: Boolean(mode) });
      return 0;
    }
  }

  return {
    pipe_wrap: {
      Pipe: class extends Pipe {
        constructor() {
          super(runtime);
        }
      },
      PipeConnectWrap: class PipeConnectWrap {},
      constants: { SOCKET: 0, SERVER: 1, IPC: 2, UV_READABLE: 1, UV_WRITABLE: 2 },
    },
    tty_wrap: { TTY, isTTY: (fd: number) => stdio().kinds[fd] === 'terminal' },
    stream_wrap: {
      WriteWrap: class WriteWrap {},
      ShutdownWrap: class ShutdownWrap {},
      LibuvStreamWrap: StreamHandle,
      kReadBytesOrError: 0,
      kArrayBufferOffset: 1,
      kBytesWritten: 2,
      kLastWriteWasAsync: 3,
      streamBaseState,
    },
  };
}
