import './wanted-files.css';
import { button, element } from '../elements/element.ts';
import { type Fingerprint, fileInWords } from '../links/linked-file.ts';
import type { FileAnswer } from './file-reader.ts';
import { type MissingTrace, givenTraces, missingOf } from './given-traces.ts';

export interface WantedFilesListener {
  /** A file was chosen; what is dropped comes the page's own way. */
  chosen(name: string, content: File): void;
  /** The file will not come now. */
  declined?(): void;
}

/**
 * Asks the reader for the traces that a run needs and that are not here: says which, takes them by
 * drop or choice, and looks whether they are the right ones.
 */
export class WantedFiles {
  readonly element: HTMLElement;
  private readonly list = element('ul');
  private readonly words = element('p', { role: 'status' });
  private readonly picker: HTMLInputElement;
  private missing: readonly MissingTrace[] = [];
  private found: () => void = () => undefined;

  constructor(listener: WantedFilesListener) {
    this.picker = element('input', { type: 'file', hidden: true, 'aria-label': 'File to read' });
    this.picker.addEventListener('change', () => {
      const file = this.picker.files?.[0];
      this.picker.value = '';
      if (file !== undefined) listener.chosen(file.name, file);
    });
    this.element = element(
      'section',
      { class: 'wanted-files', 'aria-label': 'Files that are needed', hidden: true },
      element('h2', {}, 'This run needs a file that no link can hold'),
      this.list,
      element('p', {}, 'Drop it on this page, or choose it. It is read here and sent nowhere.'),
      element(
        'div',
        { class: 'row' },
        button('Choose file…', () => this.picker.click(), { class: 'primary' }),
        button('Not now', () => {
          this.forget();
          listener.declined?.();
        }),
      ),
      this.words,
      this.picker,
    );
  }

  /** Whether it waits for a file. */
  get asks(): boolean {
    return this.missing.length > 0;
  }

  /** Asks for traces; `found` is called when all are there. */
  ask(missing: readonly MissingTrace[], found: () => void): void {
    this.missing = missing;
    this.found = found;
    this.words.textContent = '';
    this.list.replaceChildren(
      ...missing.map(({ path, file }) =>
        element('li', {}, file === null ? `${path} (any trace will do)` : fileInWords(file)),
      ),
    );
    this.element.hidden = missing.length === 0;
    if (missing.length > 0) this.element.scrollIntoView({ block: 'nearest' });
  }

  /** What was asked for is wanted no more. */
  forget(): void {
    this.ask([], () => undefined);
  }

  /**
   * Takes a trace that was read.
   * @returns whether it is one of those that are wanted; if not, what is wrong with it is said
   */
  take(name: string, { workload, fingerprint }: Extract<FileAnswer, { kind: 'trace' }>): boolean {
    const wanted = missingOf(this.missing, name, fingerprint);
    if (wanted === null) {
      this.words.textContent = refusal(this.missing, name, fingerprint);
      return false;
    }
    givenTraces.give(wanted.path, workload, fingerprint);
    const { found } = this;
    this.ask(
      this.missing.filter((one) => one !== wanted),
      found,
    );
    if (this.missing.length === 0) found();
    return true;
  }
}

/** Why a file is none of those that are wanted. */
function refusal(missing: readonly MissingTrace[], name: string, found: Fingerprint): string {
  const wanted = missing.map(({ path, file }) => (file === null ? path : fileInWords(file)));
  const same = missing.some(({ file }) => file !== null && file.path.endsWith(name));
  const other = same ? ' It has the name, but another content: another version of it?' : '';
  return `Found ${fileInWords({ path: name, ...found })}, wanted ${wanted.join(' or ')}.${other}`;
}
