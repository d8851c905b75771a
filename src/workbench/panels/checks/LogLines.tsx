/** What the services wrote at that moment. */
import type { LogLine } from '../../../lab/protocol.ts';

export function LogLines({ lines }: { lines: LogLine[] }) {
  return (
    <ul class="wb-logs" aria-label="Log lines of that moment">
      {lines.map((line, index) => (
        <li key={index} class={`wb-log wb-log-${line.stream}`}>
          <span class="wb-log-service">{line.service}</span>
          <span class="wb-log-text">{line.text}</span>
        </li>
      ))}
    </ul>
  );
}
