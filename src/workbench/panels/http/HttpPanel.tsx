/** The tab HTTP: a request on the left (or above), what came back on the right (or below). */
import { RequestForm } from './RequestForm.tsx';
import { ResponseView } from './ResponseView.tsx';

export function HttpPanel() {
  return (
    <div class="wb-http">
      <RequestForm />
      <ResponseView />
    </div>
  );
}
