import { button, element } from '../elements/element.ts';
import { KeysDialog, isWriting } from './keys-dialog.ts';
import { Messages, messageOf } from './messages.ts';
import { isServedByMaster, servedFile, takeDrops } from './opened-file.ts';
import type { OpenedFile, Page, PageContext, RunFacts, Unmount } from './page.ts';
import { ROUTES, type Place, hashOf, placeOf } from './routes.ts';
import { type Theme, applyTheme, chosenTheme, nextTheme } from './theme.ts';

const PRODUCT = 'Evenhand';
/** Second key of the two that lead to a page. */
const GO_KEYS: ReadonlyMap<string, string> = new Map([
  ['l', 'learn'],
  ['b', 'lab'],
  ['c', 'compare'],
  ['v', 'live'],
]);
const GO_WAIT_MS = 1500;

/** Navigation, footer and messages around one page at a time. */
export class House {
  readonly #version: string;
  readonly #main = element('main', { id: 'main', tabindex: -1 });
  readonly #messages = new Messages();
  readonly #keys = new KeysDialog();
  readonly #links = new Map<string, HTMLAnchorElement>();
  readonly #run = element('p', { class: 'run-facts', 'aria-live': 'off' });
  #shown: { readonly place: Place; readonly page: Page | null } | null = null;
  #leave: Unmount = () => undefined;
  /** Counts visits: a page that took long to load must not replace a later one. */
  #visit = 0;
  #file: Promise<OpenedFile | null> = Promise.resolve(null);
  #goPressedMs = Number.NEGATIVE_INFINITY;

  constructor(version: string) {
    this.#version = version;
  }

  /** Moves in. */
  open(body: HTMLElement): void {
    body.replaceChildren(
      this.#skipLink(),
      this.#header(),
      this.#main,
      this.#footer(),
      this.#messages.element,
      this.#keys.element,
    );
    addEventListener('hashchange', () => void this.#arrive());
    // Before the page: the second key of `g b` must not be a command of the page.
    addEventListener('keydown', (event) => this.#key(event), { capture: true });
    addEventListener('error', ({ message }) => this.#messages.warn(message));
    addEventListener('unhandledrejection', ({ reason }) => this.#messages.warn(messageOf(reason)));
    takeDrops(body, (file) => this.#openFile(file));
    // A link says what to show: it goes before the file that the command was given.
    // What a master serves is about its cluster.
    if (location.hash === '' && isServedByMaster()) history.replaceState(null, '', '#/live');
    const asked = placeOf(location.hash);
    const hasLink = asked.name === 'lab' && asked.tail !== '';
    this.#file = (hasLink ? Promise.resolve(null) : servedFile()).catch((error: unknown) => {
      this.#messages.warn(messageOf(error));
      return null;
    });
    void this.#file.then((file) => {
      if (file !== null && placeOf(location.hash).name !== 'lab') location.hash = '#/lab';
    });
    void this.#arrive();
  }

  #header(): HTMLElement {
    const items = ROUTES.map(({ name, label }) => {
      const link = element('a', { href: `#/${name}` }, label);
      this.#links.set(name, link);
      return element('li', {}, link);
    });
    return element(
      'header',
      { class: 'top' },
      element('a', { class: 'brand', href: '#/learn' }, mark(), PRODUCT),
      element('nav', { 'aria-label': 'Pages' }, element('ul', {}, ...items)),
      element('div', { class: 'tools' }, this.#themeButton(), this.#keysButton()),
    );
  }

  #themeButton(): HTMLButtonElement {
    let theme: Theme = chosenTheme();
    const show = (): void => {
      toggle.textContent = { system: '◐', light: '○', dark: '●' }[theme];
      toggle.setAttribute('aria-label', `Colours: ${theme}. Change`);
      toggle.title = `Colours: ${theme}`;
    };
    const toggle = button('', () => {
      theme = nextTheme(theme);
      applyTheme(theme);
      show();
    });
    toggle.className = 'icon';
    applyTheme(theme);
    show();
    return toggle;
  }

  #keysButton(): HTMLButtonElement {
    return button('?', () => this.#toggleKeys(), {
      class: 'icon',
      title: 'Keys (?)',
      'aria-label': 'Keys',
    });
  }

  #footer(): HTMLElement {
    return element(
      'footer',
      { class: 'bottom' },
      element(
        'p',
        {},
        isServedByMaster()
          ? `${PRODUCT} ${this.#version}. Served by the master of a cluster.`
          : `${PRODUCT} ${this.#version}. Everything runs in this page; nothing is sent.`,
      ),
      this.#run,
    );
  }

  async #arrive(): Promise<void> {
    const place = placeOf(location.hash);
    const visit = ++this.#visit;
    this.#leave();
    this.#leave = () => undefined;
    this.#showRun(null);
    for (const [name, link] of this.#links) {
      if (name === place.name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    const moved = this.#shown !== null;
    if (moved && this.#shown?.place.name !== place.name) this.#messages.clearWarnings();
    this.#shown = { place, page: null };
    const route = ROUTES.find(({ name }) => name === place.name);
    if (route === undefined) {
      this.#notFound(place);
      return;
    }
    try {
      const { page } = await route.load();
      if (visit !== this.#visit) return;
      document.title = `${page.title} · ${PRODUCT}`;
      this.#shown = { place, page };
      const root = element('div', { class: `page page-${route.name}` });
      this.#main.replaceChildren(root);
      if (moved) window.scrollTo(0, 0);
      const left = new AbortController();
      const unmount = await page.mount(root, this.#context(place, left.signal));
      const leave = (): void => {
        left.abort();
        unmount();
      };
      if (visit === this.#visit) this.#leave = leave;
      else leave();
      if (moved && visit === this.#visit) this.#main.focus({ preventScroll: true });
    } catch (error) {
      if (visit === this.#visit) this.#failed(place, error);
    }
  }

  #context(place: Place, left: AbortSignal): PageContext {
    return {
      version: this.#version,
      tail: place.tail,
      setTail: (tail) => {
        if (left.aborted) return;
        history.replaceState(null, '', hashOf({ name: place.name, tail }));
      },
      go: (hash) => {
        location.hash = hash;
      },
      showRun: (run) => this.#showRun(run),
      say: (message) => this.#messages.say(message),
      warn: (message) => this.#messages.warn(message),
      takeFile: () => {
        const file = this.#file;
        this.#file = Promise.resolve(null);
        return file;
      },
      openFile: (file) => this.#openFile(file),
      calm: matchMedia('(prefers-reduced-motion: reduce)').matches,
      left,
    };
  }

  #showRun(run: RunFacts | null): void {
    this.#run.replaceChildren();
    if (run === null) return;
    const { hash, events, ended } = run;
    const count = `${events.toLocaleString('en')} events${ended ? '' : ' so far'}`;
    this.#run.append('Run ', element('code', { class: 'run-hash' }, hash), ` · ${count}`);
  }

  #openFile(file: OpenedFile): void {
    this.#file = Promise.resolve(file);
    if (location.hash === '#/lab') void this.#arrive();
    else location.hash = '#/lab';
  }

  #notFound({ name }: Place): void {
    const known = ROUTES.map((route) => `#/${route.name}`).join(', ');
    this.#main.replaceChildren(
      element(
        'div',
        { class: 'page' },
        element('h1', {}, 'No such page'),
        element('p', {}, `The address names the page "${name}"; there are ${known}.`),
        element('p', {}, element('a', { href: '#/learn' }, 'Go to the lessons')),
      ),
    );
  }

  #failed({ name }: Place, error: unknown): void {
    this.#main.replaceChildren(
      element(
        'div',
        { class: 'page' },
        element('h1', {}, 'This page did not open'),
        element('p', {}, `${name}: ${messageOf(error)}`),
        button('Try again', () => void this.#arrive(), { class: 'primary' }),
      ),
    );
  }

  /** To the page's content, which is no address: the hash belongs to the router. */
  #skipLink(): HTMLElement {
    const link = element('a', { class: 'skip', href: '#main' }, 'Skip to content');
    link.addEventListener('click', (event) => {
      event.preventDefault();
      this.#main.focus();
    });
    return link;
  }

  #toggleKeys(): void {
    const page = this.#shown?.page;
    this.#keys.toggle(page?.title ?? '', page?.keys ?? []);
  }

  #key(event: KeyboardEvent): void {
    if (isWriting(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '?') {
      event.preventDefault();
      this.#toggleKeys();
      return;
    }
    const name = GO_KEYS.get(event.key);
    const wasGo = event.timeStamp - this.#goPressedMs < GO_WAIT_MS;
    this.#goPressedMs = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (!wasGo || name === undefined) return;
    // The second key belongs to the house, whatever it means on the page.
    event.preventDefault();
    event.stopImmediatePropagation();
    location.hash = `#/${name}`;
  }
}

/** The product's mark: two bars of one height. */
function mark(): HTMLElement {
  return element('span', { class: 'mark', 'aria-hidden': 'true' }, element('i'), element('i'));
}
