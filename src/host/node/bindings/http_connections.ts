/** `ConnectionsList`: which connections of a server are idle, active or too slow. */

/** What the list knows of a connection's parser. */
export interface TrackedParser {
  /** The JavaScript parser that lib gets back. */
  readonly owner: object;
  /** Milliseconds when the current message began; 0 between messages. */
  messageStart: number;
  headersCompleted: boolean;
}

/** Longest first: the idle ones, then by the start of their message. */
function inOrder(parsers: Iterable<TrackedParser>): TrackedParser[] {
  return [...parsers].sort((a, b) => a.messageStart - b.messageStart);
}

function owners(parsers: TrackedParser[]): object[] {
  return parsers.map((parser) => parser.owner);
}

export interface ConnectionSets {
  readonly all: Set<TrackedParser>;
  readonly active: Set<TrackedParser>;
  now(): number;
}

/** State of each list, out of reach of those who get the list. */
const sets = new WeakMap<object, ConnectionSets>();

export function connectionsOf(list: object): ConnectionSets {
  const found = sets.get(list);
  if (found === undefined)
    throw new TypeError('The parser was given something that is not a ConnectionsList.');
  return found;
}

export function createConnectionsList(now: () => number): new () => object {
  return class ConnectionsList {
    constructor() {
      sets.set(this, { all: new Set(), active: new Set(), now });
    }

    all(): object[] {
      return owners(inOrder(connectionsOf(this).all));
    }

    idle(): object[] {
      return owners([...connectionsOf(this).all].filter((parser) => parser.messageStart === 0));
    }

    active(): object[] {
      return owners(inOrder(connectionsOf(this).active));
    }

    /** Active ones past a timeout (milliseconds, 0 for none); each is reported once. */
    expired(headersTimeout: number, requestTimeout: number): object[] {
      const { active } = connectionsOf(this);
      let headers = headersTimeout >>> 0;
      let request = requestTimeout >>> 0;
      if (request > 0 && headers > request) [headers, request] = [request, headers];
      const time = now();
      const late = inOrder(active).filter(
        ({ messageStart, headersCompleted }) =>
          (headers > 0 && !headersCompleted && messageStart < time - headers) ||
          (request > 0 && messageStart < time - request),
      );
      for (const parser of late) active.delete(parser);
      return owners(late);
    }
  };
}
