import { button, element, setText } from '../elements/element.ts';
import { panel } from '../lab/panel.ts';

/** A task whose output is wanted; numbers are the master's. */
export interface OutputTask {
  readonly frameworkId: number;
  readonly task: number;
  readonly id: string;
  /** Whether it writes no more. */
  isOver(): boolean;
}

/** How often a file is asked for more while it is looked at. */
const LOOK_MS = 500;
/** Characters that are kept of a file: the last ones. */
const TEXT_MAX = 256 * 1024;

/** What a task writes, as it grows. */
export class TaskOutput {
  readonly element: HTMLElement;
  private readonly title = element('h3', { class: 'subject' });
  private readonly files: readonly OutputFile[];
  private task: OutputTask | null = null;

  /** @param failed told what went wrong, in words */
  constructor() {
    this.files = ['stdout', 'stderr'].map((name) => new OutputFile(name));
    const close = button('Close', () => this.open(null), { class: 'small' });
    const parts = this.files.map((file) => file.element);
    this.element = panel('Output', 'output', [close], this.title, ...parts);
    this.element.hidden = true;
  }

  /** Shows what a task writes; null shows nothing. */
  open(task: OutputTask | null): void {
    const same =
      task !== null && this.task?.frameworkId === task.frameworkId && this.task.task === task.task;
    this.task = task;
    this.element.hidden = task === null;
    if (same) return;
    setText(this.title, task?.id ?? '');
    for (const file of this.files) file.follow(task);
  }

  close(): void {
    this.open(null);
  }
}

/** One file of a task. */
class OutputFile {
  readonly element: HTMLElement;
  private readonly name: string;
  private readonly text: HTMLPreElement;
  private readonly note = element('p', { class: 'quiet note', role: 'status' });
  private following: AbortController | null = null;

  constructor(name: string) {
    this.name = name;
    this.text = element('pre', { tabindex: 0, role: 'region', 'aria-label': name });
    this.element = element('div', { class: 'output-file' }, element('h4', {}, name), this.text);
    this.element.append(this.note);
  }

  follow(task: OutputTask | null): void {
    this.following?.abort();
    this.following = null;
    this.text.replaceChildren();
    setText(this.note, '');
    if (task === null) return;
    const following = new AbortController();
    this.following = following;
    void this.read(task, following.signal);
  }

  private async read(task: OutputTask, signal: AbortSignal): Promise<void> {
    let offset = 0;
    while (!signal.aborted) {
      // Asked before: what is written until the end is read once more.
      const wasOver = task.isOver();
      const answer = await piece(task, this.name, offset, signal);
      if (signal.aborted) return;
      setText(this.note, answer.ok ? '' : answer.message);
      if (answer.ok && answer.data !== '') {
        this.append(answer.data);
        offset = answer.next;
        continue;
      }
      if (wasOver) {
        if (answer.ok && offset === 0) setText(this.note, 'It wrote nothing.');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  private append(data: string): void {
    const { text } = this;
    const isAtEnd = text.scrollHeight - text.scrollTop - text.clientHeight < 24;
    const all = (text.textContent ?? '') + data;
    setText(text, all.length > TEXT_MAX ? `…${all.slice(-TEXT_MAX)}` : all);
    if (isAtEnd) text.scrollTop = text.scrollHeight;
  }
}

type Piece =
  | { readonly ok: true; readonly data: string; readonly next: number }
  | { readonly ok: false; readonly message: string };

async function piece(
  { frameworkId, task }: OutputTask,
  file: string,
  offset: number,
  signal: AbortSignal,
): Promise<Piece> {
  const query = new URLSearchParams({
    ...{ framework: String(frameworkId), task: String(task) },
    ...{ file, offset: String(offset) },
  });
  try {
    const answer = await fetch(`./evenhand/output?${query.toString()}`, { signal });
    if (!answer.ok) return { ok: false, message: await answer.text() };
    const said = (await answer.json()) as { readonly data: string; readonly next?: number };
    const length = new TextEncoder().encode(said.data).length;
    return { ok: true, data: said.data, next: said.next ?? offset + length };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
