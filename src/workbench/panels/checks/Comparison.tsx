/** Expected against observed, side by side; line by line when there is more than one. */
import { diffLines } from '../../text/line-diff.ts';

interface Props {
  expected: string | null;
  observed: string | null;
}

export function Comparison({ expected, observed }: Props) {
  const rows = diffLines(expected ?? '', observed ?? '');
  const single = rows.length === 1;
  return (
    <table class="wb-compare">
      <thead>
        <tr>
          <th scope="col">Expected</th>
          <th scope="col">Observed</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index} class={single ? 'wb-compare-single' : `wb-compare-${row.kind}`}>
            <td>{row.expected}</td>
            <td>{row.observed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
