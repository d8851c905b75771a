/** Bytes as they were on the wire: as text with visible line ends, or as hex. */
import { useSignal } from '@preact/signals';
import { byteCount, hexRows, wireLines } from '../../text/bytes.ts';

/** Rows shown at most; 256 KiB of hex would be 16,384. */
const MAX_ROWS = 2_000;

export function RawView({ bytes, nothing }: { bytes: Uint8Array; nothing: string }) {
  const hex = useSignal(false);
  if (bytes.length === 0) return <p class="wb-empty">{nothing}</p>;
  return (
    <>
      <div class="wb-raw-head">
        <span class="wb-quiet wb-figure">{byteCount(bytes.length)}</span>
        <label class="wb-switch">
          <input
            type="checkbox"
            checked={hex.value}
            onChange={(event) => {
              hex.value = event.currentTarget.checked;
            }}
          />
          <span>Hex</span>
        </label>
      </div>
      {hex.value ? <HexView bytes={bytes} /> : <WireText bytes={bytes} />}
    </>
  );
}

function WireText({ bytes }: { bytes: Uint8Array }) {
  const lines = wireLines(bytes);
  return (
    <pre class="wb-wire">
      {lines.slice(0, MAX_ROWS).map((line, index) => (
        <div key={index}>
          {line.map((token, at) => (
            <span key={at} class={token.kind === 'control' ? 'wb-control' : undefined}>
              {token.text}
            </span>
          ))}
        </div>
      ))}
      {lines.length > MAX_ROWS && <div class="wb-quiet">{lines.length - MAX_ROWS} more lines</div>}
    </pre>
  );
}

export function HexView({ bytes }: { bytes: Uint8Array }) {
  const rows = hexRows(bytes);
  return (
    <pre class="wb-hex">
      {rows.slice(0, MAX_ROWS).map((row) => (
        <div key={row.offset}>
          <span class="wb-quiet">{row.offset}</span>
          {`  ${row.hex}  `}
          <span class="wb-hex-text">{row.text}</span>
        </div>
      ))}
      {rows.length > MAX_ROWS && <div class="wb-quiet">{byteCount((rows.length - MAX_ROWS) * 16)} more</div>}
    </pre>
  );
}
