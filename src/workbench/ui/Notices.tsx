/** Notices at the foot of the bench, and those that stay until they are answered. */
import type { ComponentChildren } from 'preact';
import { useBench } from './context.ts';
import { download } from './download.ts';
import { Icon } from './Icon.tsx';

export function Notices() {
  const { notices } = useBench();
  return (
    <div class="wb-notices" role="log" aria-label="Notices">
      <Standing />
      {notices.notices.value.map((notice) => (
        <NoticeLine key={notice.id} tone={notice.tone} text={notice.text}>
          {notice.actions.map((action) => (
            <button
              key={action.label}
              type="button"
              class="wb-link"
              onClick={() => {
                notices.dismiss(notice.id);
                action.run();
              }}
            >
              {action.label}
            </button>
          ))}
          <button
            type="button"
            class="wb-icon-button"
            aria-label="Dismiss"
            onClick={() => notices.dismiss(notice.id)}
          >
            <Icon name="cross" />
          </button>
        </NoticeLine>
      ))}
    </div>
  );
}

function NoticeLine(props: { tone: 'said' | 'trouble'; text: string; children?: ComponentChildren }) {
  return (
    <div class={`wb-notice wb-notice-${props.tone}`}>
      {props.tone === 'trouble' && <Icon name="warning" />}
      <p>{props.text}</p>
      <div class="wb-notice-actions">{props.children}</div>
    </div>
  );
}

/** What cannot be dismissed without an answer: storage, a changed course, another tab, a lost edit. */
function Standing() {
  const { project, syncProblem } = useBench();
  const saved = project.value?.saved.value;
  const conflict = project.value?.conflict.value;
  const elsewhere = project.value?.elsewhere.value;
  return (
    <>
      {saved?.state === 'refused' && (
        <NoticeLine tone="trouble" text={saved.message}>
          <button type="button" class="wb-link" onClick={() => void saved.download().then(download)}>
            Download my work
          </button>
        </NoticeLine>
      )}
      {conflict && (
        <NoticeLine tone="said" text={conflict.message}>
          <button type="button" class="wb-link" onClick={() => conflict.keepMine()}>
            Keep mine
          </button>
          <button type="button" class="wb-link" onClick={() => conflict.takeCourse()}>
            Take the course’s
          </button>
        </NoticeLine>
      )}
      {elsewhere && (
        <NoticeLine tone="said" text={elsewhere.message}>
          <button type="button" class="wb-link" onClick={() => void elsewhere.load()}>
            Load it
          </button>
          <button type="button" class="wb-link" onClick={() => elsewhere.dismiss()}>
            Keep this one
          </button>
        </NoticeLine>
      )}
      {syncProblem.value !== null && (
        <NoticeLine tone="trouble" text={`${syncProblem.value} Edit the file again to retry.`} />
      )}
    </>
  );
}
