/** Node's socket and parser errors as sentences. */
import type { Exchange } from '../protocol.ts';

interface CodedError {
  code?: unknown;
  message?: unknown;
}

/** Any thrown value as an exchange's error, in its own words. */
export function failureOf(error: unknown): NonNullable<Exchange['error']> {
  const { code, message } = (typeof error === 'object' && error !== null ? error : {}) as CodedError;
  return {
    code: typeof code === 'string' ? code : null,
    message: typeof message === 'string' && message !== '' ? message : String(error),
  };
}

/** An error of a connection to `url`. `answering` when the response had already begun. */
export function sentenceOf(error: unknown, url: URL, answering: boolean): NonNullable<Exchange['error']> {
  const failure = failureOf(error);
  const where = url.host;
  switch (failure.code) {
    case 'ECONNREFUSED':
      return { ...failure, message: `Nothing listens on ${where} (ECONNREFUSED). Is the service running?` };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { ...failure, message: `No host is called ${url.hostname} here (${failure.code}).` };
    case 'ECONNRESET':
    case 'EPIPE':
      return {
        ...failure,
        message: answering
          ? `The service broke the connection in the middle of its answer (${failure.code}).`
          : `The service closed the connection without an answer (${failure.code}).`,
      };
    default:
      return failure.code?.startsWith('HPE_') === true
        ? { ...failure, message: `What came back is not valid HTTP: ${failure.message} (${failure.code}).` }
        : failure;
  }
}
