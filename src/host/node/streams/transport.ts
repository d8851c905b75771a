/** One end of a byte stream, whatever carries it. All callbacks run as turns of the event loop. */
export interface ByteTransport {
  /**
   * Takes `bytes` over: nobody else uses them any more, and they are all of their memory. Returns true
   * when they were sent at once; otherwise `done` is called when they are: the writer should wait,
   * since the reader is slow.
   */
  write(bytes: Uint8Array<ArrayBuffer>, done: () => void): boolean;
  /** No more data from this side. What is still queued goes first. */
  end(done: () => void): void;
  /** Aborts: the peer reads ECONNRESET. */
  reset(): void;
  /** Releases everything. Queued data still goes out. */
  close(): void;
  /** Starts and stops delivery to the receiver; nothing is lost while stopped. */
  resume(): void;
  pause(): void;
  receiver: ByteReceiver | null;
}

export interface ByteReceiver {
  data(bytes: ArrayBuffer): void;
  end(): void;
  reset(): void;
}
