/** One end of a byte stream, whatever carries it. All callbacks run as turns of the event loop. */
export interface ByteTransport {
  /**
   * Takes a copy of `bytes`. Returns true when they were handed over at once; otherwise `done` is
   * called when they are: the writer should wait, since the reader is slow.
   */
  write(bytes: Uint8Array, done: () => void): boolean;
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
