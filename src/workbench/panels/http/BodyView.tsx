/** The body: JSON as a tree that folds, text as text, anything else as bytes. */
import type { HttpResponseSpec } from '../../../lab/protocol.ts';
import { base64ToBytes, byteCount, bytesToText, isText } from '../../text/bytes.ts';
import { JsonTree } from './JsonTree.tsx';
import { HexView } from './RawView.tsx';

export function BodyView({ response }: { response: HttpResponseSpec }) {
  const bytes = base64ToBytes(response.bodyBase64);
  if (bytes.length === 0) return <p class="wb-empty">The response has no body.</p>;
  const cut = response.bodyBytes > bytes.length;
  const text = isText(bytes) ? bytesToText(bytes) : null;
  const json = text === null || cut ? undefined : parse(text);
  return (
    <>
      {json === undefined ? (
        text === null ? (
          <HexView bytes={bytes} />
        ) : (
          <pre class="wb-text">{text}</pre>
        )
      ) : (
        <JsonTree value={json} />
      )}
      {cut && (
        <p class="wb-quiet">
          The first {byteCount(bytes.length)} of {byteCount(response.bodyBytes)} are shown.
        </p>
      )}
    </>
  );
}

/** Undefined when it is not JSON. A bare word or number is shown as it came. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
