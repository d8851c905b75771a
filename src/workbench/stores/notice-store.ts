/** Short notices at the foot of the bench: what was done, and how to take it back. */
import { type ReadonlySignal, signal } from '@preact/signals';

export interface Notice {
  id: number;
  text: string;
  tone: 'said' | 'trouble';
  actions: { label: string; run(): void }[];
}

export interface NoticeStore {
  readonly notices: ReadonlySignal<Notice[]>;
  /** A notice of the same `topic` takes the place of an earlier one. */
  say(topic: string, notice: Omit<Notice, 'id'>): void;
  dismiss(id: number): void;
  retract(topic: string): void;
}

const MAX_NOTICES = 3;

export function createNoticeStore(): NoticeStore {
  const notices = signal<(Notice & { topic: string })[]>([]);
  let last = 0;
  const retract = (topic: string) => {
    if (notices.peek().some((one) => one.topic === topic)) {
      notices.value = notices.peek().filter((one) => one.topic !== topic);
    }
  };
  return {
    notices,
    say(topic, notice) {
      retract(topic);
      last += 1;
      notices.value = [...notices.peek(), { ...notice, id: last, topic }].slice(-MAX_NOTICES);
    },
    dismiss(id) {
      notices.value = notices.peek().filter((one) => one.id !== id);
    },
    retract,
  };
}
