/** Bytes, which are all of their memory, or text with one byte for each character (ISO 8859-1). */
export type Data = Uint8Array<ArrayBuffer> | string;

/** One end of a byte stream, whatever carries it. All callbacks run as turns of the event loop. */
export interface ByteTransport {
  /**
   * Takes `data` over: nobody else uses it any more. Returns true when it was sent at once; otherwise
   * `done` is called when it is: the writer should wait, since the reader is slow.
   */
  write(data: Data, done: () => void): boolean;
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

/** The bytes of text in which each character is one. */
export function bytesOf(data: Data): Uint8Array<ArrayBuffer> {
  if (typeof data !== 'string') return data;
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) bytes[i] = data.charCodeAt(i);
  return bytes;
}
