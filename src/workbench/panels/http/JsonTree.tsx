/** JSON, indented; objects and arrays fold. Long ones are given in parts, so that nothing is slow. */
import { useSignal } from '@preact/signals';

const OPEN_DEPTH = 4;
/** Members shown before one asks for more. */
const PART = 100;

export function JsonTree({ value }: { value: unknown }) {
  return (
    <div class="wb-json">
      <Node value={value} name={null} depth={0} last />
    </div>
  );
}

interface NodeProps {
  value: unknown;
  name: string | null;
  depth: number;
  last: boolean;
}

function Node({ value, name, depth, last }: NodeProps) {
  const comma = last ? '' : ',';
  if (typeof value !== 'object' || value === null) {
    return (
      <div class="wb-json-line">
        <Key name={name} />
        <span
          class={typeof value === 'string' || typeof value === 'number' ? 'wb-json-value' : 'wb-json-word'}
        >
          {JSON.stringify(value)}
        </span>
        {comma}
      </div>
    );
  }
  return <Composite value={value} name={name} depth={depth} last={last} />;
}

function Composite({ value, name, depth, last }: NodeProps & { value: object }) {
  const members: [string | null, unknown][] = Array.isArray(value)
    ? value.map((member): [null, unknown] => [null, member])
    : Object.entries(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const expanded = useSignal(depth < OPEN_DEPTH);
  const shown = useSignal(PART);
  const comma = last ? '' : ',';
  if (members.length === 0) {
    return (
      <div class="wb-json-line">
        <Key name={name} />
        {open}
        {close}
        {comma}
      </div>
    );
  }
  return (
    <details
      class="wb-json-group"
      open={expanded.value}
      onToggle={(event) => {
        expanded.value = event.currentTarget.open;
      }}
    >
      <summary class="wb-json-line">
        <Key name={name} />
        {open}
        {!expanded.value && (
          <span class="wb-quiet">
            {` ${members.length} ${members.length === 1 ? 'member' : 'members'} `}
            {close}
            {comma}
          </span>
        )}
      </summary>
      {expanded.value && (
        <div class="wb-json-members">
          {members.slice(0, shown.value).map(([key, member], index) => (
            <Node
              key={key ?? index}
              value={member}
              name={key}
              depth={depth + 1}
              last={index === members.length - 1}
            />
          ))}
          {members.length > shown.value && (
            <button
              type="button"
              class="wb-link"
              onClick={() => {
                shown.value += PART * 5;
              }}
            >
              {members.length - shown.value} more
            </button>
          )}
        </div>
      )}
      {expanded.value && (
        <div class="wb-json-line">
          {close}
          {comma}
        </div>
      )}
    </details>
  );
}

function Key({ name }: { name: string | null }) {
  if (name === null) return null;
  return (
    <>
      <span class="wb-json-key">{JSON.stringify(name)}</span>
      {': '}
    </>
  );
}
