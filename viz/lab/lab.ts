import type { FaultDocument } from '../../sim/scenario/scenario-document.ts';
import type {
  Bookmark,
  Branch,
  Change,
  Position,
  Problem,
  RunSummary,
} from '../../sim/session/session-api.ts';
import type { Frame } from '../../sim/session/session-frame.ts';
import type { OpenedFile, PageContext } from '../shell/page.ts';
import { isAborted, isCrash } from '../worker/session-error.ts';
import { SessionClient } from '../worker/session-client.ts';
import type { SessionPort } from '../worker/session-port.ts';
import { addressOf, wishFor } from '../compare/compare-address.ts';
import { writeLink } from '../links/run-link.ts';
import { isLiveRecording } from '../recording-view/recording-lines.ts';
import { givenTraces } from '../files/given-traces.ts';
import { Files } from '../files/open-files.ts';
import { WantedFiles } from '../files/wanted-files.ts';
import { type LabAction, labAction } from './keys.ts';
import { LabViews } from './lab-views.ts';
import { DEFAULT_SPEED } from './playback.ts';
import { RunControl } from './run-control.ts';
import { RunOpener, type RunWanted, linkedFiles } from './run-opener.ts';
import { ScenarioBar } from './scenario-bar.ts';
import { sessionSource } from './frame-source.ts';
import { placeOfSpeed, speedAt, TransportBar } from './transport-bar.ts';
import type { StepGoal } from './transport-bar.ts';
import { wantedBy } from './view.ts';
import { clock } from './time-words.ts';
import { exportMenu } from './export-menu.ts';
import { branchInWords } from './fork-tree.ts';
import { openedWith, startOf, tailOf } from './lab-links.ts';

/** The lab: a run, what drives it, and the views of it. */
export class Lab {
  private readonly context: PageContext;
  private readonly port: SessionPort;
  private readonly files = new Files();
  private readonly control: RunControl;
  private readonly opener: RunOpener;
  private readonly views: LabViews;
  private readonly transport: TransportBar;
  private readonly bar: ScenarioBar;
  private bookmarks: readonly Bookmark[] = [];
  private speed = DEFAULT_SPEED;
  private summary: RunSummary | null = null;
  /** Asks for traces that the reader has to give. */
  private readonly wanted = new WantedFiles({
    chosen: (...file) => this.given(...file),
    declined: () => this.control.guard(this.chooseAnother()),
  });

  constructor(root: HTMLElement, context: PageContext) {
    this.context = context;
    const failed = (error: unknown): void => this.fail(error);
    this.port = new SessionClient({
      restarted: (reason, position) => this.restarted(reason, position),
    });
    this.views = new LabViews({
      wantsFrame: () => this.control.guard(this.control.refresh()),
      seek: (timeUs) => this.control.seek({ at: 'time', timeUs }),
      seekEvent: (seq) => this.control.seek({ at: 'event', seq }),
      inject: (fault) => this.inject(fault),
      select: (branch) => this.control.select(branch),
      goTo: (bookmark) => this.goTo(bookmark),
      removeBookmark: (id) => this.control.guard(this.removeBookmark(id)),
      difference: (branch) => this.difference(branch),
      failed,
    });
    this.control = new RunControl(this.port, (slow) => this.wants(slow), {
      opened: (summary) => this.opened(summary),
      shown: (frame) => this.shown(frame),
      settled: (branches, bookmarks) => this.settled(branches, bookmarks),
      left: () => this.views.inspector.forgetWhy(),
      playing: (is) => this.transport.showPlaying(is),
      failed,
    });
    this.opener = new RunOpener(this.files, (request) => this.control.open(request));
    this.transport = new TransportBar(
      {
        toggle: () => this.control.toggle(),
        step: (goal) => this.step(goal),
        seek: (timeUs) => this.control.seek({ at: 'time', timeUs }),
        speed: (factor) => this.setSpeed(factor),
        bookmark: () => this.control.guard(this.addBookmark()),
      },
      this.speed,
    );
    this.bar = new ScenarioBar({
      edit: () => this.control.guard(this.edit()),
      change: (change) => this.control.guard(this.change(change)),
      share: () => this.control.guard(this.share()),
      compare: () => this.control.guard(this.compare()),
      exports: exportMenu({
        port: this.port,
        views: this.views,
        summary: () => this.summary,
        version: context.version,
        say: (message) => context.say(message),
        failed,
      }),
    });
    const parts = [this.bar, this.wanted, this.transport, this.views];
    root.append(...parts.map((part) => part.element));
    this.setSpeed(this.speed);
    this.listen();
    this.control.guard(this.start());
  }

  close(): void {
    this.control.playback.pause();
    this.views.close();
    this.files.close();
    this.port.close();
  }

  private listen(): void {
    const { signal } = { signal: this.context.left };
    addEventListener('keydown', (event) => this.pressed(event), { signal });
    // Before the house, which would begin a lab anew: what is shown stays if the file is no good.
    addEventListener('drop', (event) => this.dropped(event), { signal, capture: true });
    const recolour = (): void => this.views.recolour();
    document.documentElement.addEventListener('themechange', recolour, { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour, { signal });
  }

  /** What to begin with: a file, what the address says, or a scenario to play with. */
  private async start(): Promise<void> {
    const file = await this.context.takeFile();
    if (file !== null) return this.openFile(file);
    const { wanted, message } = await startOf(this.context.tail, this.context.version);
    if (message !== null) this.context.warn(message);
    await this.run(wanted);
  }

  private dropped(event: DragEvent): void {
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    this.given(file.name, file);
  }

  private given(name: string, content: Blob): void {
    this.context.say(`Reading ${name}…`);
    this.control.guard(this.openFile({ name, content, beside: new Map() }));
  }

  private async openFile(file: OpenedFile): Promise<void> {
    const { name, content, beside } = file;
    // What a real cluster did has a page of its own here.
    if (await isLiveRecording(content)) return this.context.openFile(file);
    this.opener.lookBeside(beside);
    const answer = await this.files.file(name, content);
    if (answer.kind === 'nothing known') {
      this.context.warn(answer.message);
      return this.summary === null ? this.run((await startOf('', '')).wanted) : undefined;
    }
    if (answer.kind === 'trace') {
      for (const warning of answer.warnings) this.context.say(warning);
      if (this.wanted.asks) return void this.wanted.take(name, answer);
      givenTraces.give(name, answer.workload, answer.fingerprint);
    }
    const { wanted, message } = openedWith(name, answer, this.context.version);
    if (message !== null) this.context.say(message);
    await this.run(wanted);
  }

  private async run(wanted: RunWanted): Promise<void> {
    const outcome = await this.opener.run(wanted);
    this.wanted.forget();
    switch (outcome.kind) {
      case 'opened':
        if (typeof wanted.scenario === 'string') this.bar.text = wanted.scenario;
        else this.bar.text = null;
        return;
      case 'traces missing':
        return this.wanted.ask(outcome.missing, () => this.control.guard(this.run(wanted)));
      case 'refused': {
        const lines = outcome.problems.map(({ line, message }) => `line ${line}: ${message}`);
        return this.context.warn(`The scenario cannot be run.\n${lines.join('\n')}`);
      }
    }
  }

  private wants(slow: boolean): ReturnType<typeof wantedBy> {
    const wanted = wantedBy(this.views.inSight());
    if (slow) return wanted;
    const { history: _history, ...quick } = wanted;
    return quick;
  }

  private opened(summary: RunSummary): void {
    this.summary = summary;
    const source = sessionSource(this.port, summary);
    this.views.open(source);
    this.transport.open(summary);
    this.bar.open(summary);
  }

  private shown(frame: Frame): void {
    this.transport.show(frame.position);
    this.views.show(frame);
    const { hash, seq, ended } = frame.position;
    this.context.showRun({ hash, events: seq, ended: ended !== null });
  }

  private settled(branches: readonly Branch[], bookmarks: readonly Bookmark[]): void {
    this.bookmarks = bookmarks;
    this.transport.showMarks(bookmarks);
    this.views.settled(branches, bookmarks);
    this.control.guard(this.remember());
  }

  /** The address says where the run stands, so that it can be kept and sent. */
  private async remember(): Promise<void> {
    const tail = await tailOf(await this.port.recipe(), this.context.version);
    if (tail !== null) this.context.setTail(tail);
  }

  private async share(): Promise<void> {
    await this.remember();
    await navigator.clipboard.writeText(location.href);
    this.context.say('The link to this run, at this place, is in the clipboard.');
  }

  /** To the page of comparisons, with what runs here: the branch with its faults. */
  private async compare(): Promise<void> {
    const { document, policy, seed } = await this.port.recipe();
    if (document === null) return this.context.warn('This run was not made from a scenario.');
    const { version } = this.context;
    const files = linkedFiles(document);
    const packed = { version, scenario: document, policy: null, seed: null, files };
    const link = await writeLink({ ...packed, faults: [], cursor: null });
    this.context.go(`#/compare/${addressOf(wishFor(link, policy, seed))}`);
  }

  private async edit(): Promise<void> {
    const { document } = await this.port.recipe();
    const { editScenario } = await import('./scenario-dialog.ts');
    const text = this.bar.text ?? (document === null ? '' : await writtenAs(document));
    const edited = await editScenario({ text, files: this.files, signal: this.context.left });
    if (edited !== null) await this.run({ scenario: edited });
  }

  /** Where nothing runs, because its file is not there: one of the scenarios that are. */
  private async chooseAnother(): Promise<void> {
    if (this.summary !== null) return;
    const { editScenario } = await import('./scenario-dialog.ts');
    const { wanted: first } = await startOf('', '');
    const text = typeof first.scenario === 'string' ? first.scenario : '';
    const chosen = await editScenario({ text, files: this.files, signal: this.context.left });
    await this.run(chosen === null ? first : { scenario: chosen });
  }

  private async change(change: Change): Promise<void> {
    const answer = await this.control.fork(change);
    if (answer !== null && !answer.ok) this.refuse(answer.problems);
  }

  private inject(fault: FaultDocument): void {
    const { lookedAt } = this.views.inspector;
    this.control.guard(
      this.control.inject(fault).then((answer) => {
        if (!answer.ok) return this.refuse(answer.problems);
        // The scenario's text is now that of the branch, with the fault's line in it.
        this.bar.text = null;
        this.views.inspector.look(lookedAt);
        this.context.say(`New branch: ${branchInWords(answer.branch)}`);
      }),
    );
  }

  private refuse(problems: readonly Problem[]): void {
    this.context.warn(problems.map(({ message }) => message).join('\n'));
  }

  private async difference(branch: number): ReturnType<SessionPort['firstDifference']> {
    const here = this.control.position?.branch ?? 0;
    return this.port.firstDifference(here, branch, 'event');
  }

  private async addBookmark(): Promise<void> {
    const timeUs = this.control.position?.timeUs ?? 0;
    await this.port.addBookmark(`${this.bookmarks.length + 1}: ${clock(timeUs, 1)}`);
    await this.showBookmarks();
  }

  private async removeBookmark(id: number): Promise<void> {
    await this.port.removeBookmark(id);
    await this.showBookmarks();
  }

  private async showBookmarks(): Promise<void> {
    const [branches, marks] = await Promise.all([this.port.branches(), this.port.bookmarks()]);
    this.bookmarks = marks;
    this.transport.showMarks(marks);
    this.views.forks.show(branches, marks);
  }

  private goTo({ branch, cursor }: Bookmark): void {
    if (branch === this.control.position?.branch) this.control.seek(cursor);
    else this.control.select(branch, cursor);
  }

  private setSpeed(factor: number): void {
    this.speed = factor;
    this.control.playback.speed = factor * 1000;
    this.transport.showSpeed(factor);
  }

  private step(goal: StepGoal): void {
    const { position } = this.control;
    if (position === null) return;
    switch (goal) {
      case 'start':
        return this.control.seek({ at: 'event', seq: 0 });
      case 'end':
      case 'event':
      case 'cycle':
      case 'fault':
        return this.control.advance({ to: goal });
      case 'event back':
        return this.control.seek({ at: 'event', seq: Math.max(0, position.seq - 1) });
      case 'cycle back':
        return this.control.cycleBack();
    }
  }

  private pressed(event: KeyboardEvent): void {
    const tab = this.views.tabOfKey(event);
    const action = labAction(event);
    if (tab === null && action === null) return;
    event.preventDefault();
    if (tab !== null) this.views.showTab(tab);
    else if (action !== null) this.act(action);
  }

  private act(action: LabAction): void {
    switch (action) {
      case 'toggle':
        return this.control.toggle();
      case 'faster':
      case 'slower': {
        const step = action === 'faster' ? 5 : -5;
        return this.setSpeed(speedAt(Math.max(0, Math.min(51, placeOfSpeed(this.speed) + step))));
      }
      case 'time':
        return this.transport.askTime();
      case 'bookmark':
        return this.control.guard(this.addBookmark());
      case 'edit':
        return this.control.guard(this.edit());
      case 'event':
      case 'event back':
      case 'cycle':
      case 'cycle back':
      case 'fault':
      case 'start':
      case 'end':
        return this.step(action);
    }
  }

  private restarted(reason: string, position: Position | null): void {
    const where = position === null ? 'Open the scenario again.' : 'The run is where it was.';
    this.context.warn(`The engine's worker stopped (${reason}) and was started again. ${where}`);
    if (position !== null) this.control.guard(this.control.refresh());
  }

  private fail(error: unknown): void {
    // What was overtaken by another wish is nobody's concern; a crash is told once, by `restarted`.
    if (this.context.left.aborted || isAborted(error) || isCrash(error)) return;
    this.context.warn(error instanceof Error ? error.message : String(error));
  }
}

/** A document as the text of a scenario file; the writer is loaded when it is needed. */
async function writtenAs(
  document: Parameters<typeof import('../../sim/scenario/write-scenario.ts').writeScenario>[0],
): Promise<string> {
  const { writeScenario } = await import('../../sim/scenario/write-scenario.ts');
  return writeScenario(document);
}
