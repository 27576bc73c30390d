import type { FaultDocument } from '../../sim/scenario/scenario-document.ts';
import type { Frame } from '../../sim/session/session-frame.ts';
import type { Inspection, InspectionTarget, WhyQuery } from '../../sim/session/session-pages.ts';
import { button, element } from '../elements/element.ts';
import { faultTools } from './fault-tools.ts';
import type { FrameSource } from './frame-source.ts';
import { frameworkLabel } from './framework-marks.ts';
import { panel } from './panel.ts';
import type { Moves } from './view.ts';
import { whyView } from './why-view.ts';

export interface InspectorListener {
  /** Something breaks from now on; null where nothing can be broken by hand. */
  readonly inject: ((fault: FaultDocument) => void) | null;
  /** What is looked at has changed; null for nothing. */
  looksAt(target: InspectionTarget | null): void;
  failed(error: unknown): void;
}

/** Agents of a cycle whose decisions are shown at once. */
const VISITS_MAX = 6;
/** Ways to other things: an agent may run hundreds of tasks, which are in the table. */
const WAYS_MAX = 8;
/** How often what is known of the thing looked at is asked for while a run plays. */
const EVERY_MS = 500;

/** What is known of one thing, why it got what it got, and what can be broken of it. */
export class Inspector {
  readonly element: HTMLElement;
  private readonly listener: InspectorListener;
  private readonly body = element('div', { class: 'inspector-body' });
  private readonly facts = element('div');
  private readonly breaks = element('div');
  private readonly ways = element('div', { class: 'ways' });
  private readonly reasons = element('div', { 'aria-live': 'polite' });
  private readonly back: HTMLButtonElement;
  private source: FrameSource | null = null;
  private target: InspectionTarget | null = null;
  /** Number of the master that leads; -1 for none. */
  leader = -1;
  private askedMs = Number.NEGATIVE_INFINITY;
  /** Counts questions: an answer to an older one is thrown away. */
  private question = 0;
  private whyQuestion = 0;
  private asking: AbortController | null = null;
  /** The run stands still: reasons can be asked. */
  private standing = false;

  constructor(listener: InspectorListener) {
    this.listener = listener;
    this.back = button('Cluster', () => this.look(null), { class: 'small', hidden: true });
    this.body.append(this.facts, this.breaks, this.reasons, this.ways);
    this.element = panel('Inspector', 'inspector', [this.back], this.body);
  }

  open(source: FrameSource): void {
    this.source = source;
    this.standing = false;
    this.look(null);
  }

  /** What is looked at is looked at where it is now; what is gone no more. */
  summaryChanged(moves: Moves): void {
    this.look(movedTarget(this.target, moves));
  }

  get canBreak(): boolean {
    return this.listener.inject !== null;
  }

  get lookedAt(): InspectionTarget | null {
    return this.target;
  }

  /** Looks at something; null looks at the cluster as a whole. */
  look(target: InspectionTarget | null): void {
    this.target = target;
    this.back.hidden = target === null;
    this.reasons.replaceChildren();
    this.showTools();
    this.listener.looksAt(target);
    this.refresh();
    if (this.standing) this.askWhy();
  }

  /** The run goes on: what is known is asked for now and then. */
  moved({ masters }: Frame): void {
    if (masters !== null) this.leader = masters.leader;
    if (performance.now() - this.askedMs >= EVERY_MS) this.refresh();
  }

  /** The run stands still: time to say why. */
  settled(): void {
    this.standing = true;
    this.refresh();
    this.askWhy();
  }

  /** The run left the place that was explained. */
  forgetWhy(): void {
    this.standing = false;
    this.whyQuestion++;
    this.asking?.abort();
    this.asking = null;
    this.reasons.replaceChildren();
  }

  private refresh(): void {
    const { source, target } = this;
    if (source === null) return;
    this.askedMs = performance.now();
    if (target === null) {
      this.ways.replaceChildren();
      this.facts.replaceChildren(overview(source, this, (next) => this.look(next)));
      return;
    }
    const question = ++this.question;
    source.inspect(target).then(
      (found) => {
        if (question === this.question) this.showFacts(found);
      },
      (error: unknown) => this.listener.failed(error),
    );
  }

  private showFacts({ title, rows, links }: Inspection): void {
    const lines = rows.map(({ label, value }) =>
      element('div', {}, element('dt', {}, label), element('dd', {}, value)),
    );
    const ways = links
      .slice(0, WAYS_MAX)
      .map(({ label, target }) => button(label, () => this.look(target), { class: 'link' }));
    this.facts.replaceChildren(
      element('h3', { class: 'subject' }, title),
      element('dl', { class: 'facts-list' }, ...lines),
    );
    this.ways.replaceChildren(...ways);
  }

  private showTools(): void {
    const { source, target } = this;
    const { inject } = this.listener;
    const tools =
      source === null || target === null || inject === null
        ? null
        : faultTools(target, source.summary, inject);
    this.breaks.replaceChildren(...(tools === null ? [] : [tools]));
  }

  private askWhy(): void {
    const { source, target } = this;
    if (source === null) return;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const question = ++this.whyQuestion;
    const query: WhyQuery = {
      limit: VISITS_MAX,
      ...(target?.kind === 'agent' && { agent: target.agent }),
      ...(target?.kind === 'framework' && { framework: target.framework }),
    };
    source.why(query, { signal: asking.signal }).then(
      (why) => {
        if (question !== this.whyQuestion) return;
        const none = element('p', { class: 'quiet' }, 'Nothing has been allocated yet.');
        this.reasons.replaceChildren(why === null ? none : whyView(why, source.summary));
      },
      (error: unknown) => {
        if (!asking.signal.aborted && question === this.whyQuestion) this.listener.failed(error);
      },
    );
  }
}

function movedTarget(target: InspectionTarget | null, moves: Moves): InspectionTarget | null {
  if (target === null) return null;
  if (target.kind === 'agent') {
    const agent = moves.agent(target.agent);
    return agent < 0 ? null : { ...target, agent };
  }
  if (target.kind !== 'framework' && target.kind !== 'task') return target;
  const framework = moves.framework(target.framework);
  return framework < 0 ? null : { ...target, framework };
}

/** The things of a cluster that can be looked at, when nothing is. */
function overview(
  { summary }: FrameSource,
  { leader, canBreak }: Pick<Inspector, 'leader' | 'canBreak'>,
  look: (target: InspectionTarget) => void,
): HTMLElement {
  const names = summary.frameworks.map(({ name }) => name);
  const frameworks = summary.frameworks.slice(0, 24).map((_, framework) => {
    const label = frameworkLabel(framework, names);
    return button(label, () => look({ kind: 'framework', framework }), { class: 'link' });
  });
  const masters = Array.from({ length: summary.masters }, (_, master) =>
    button(
      master === leader ? `master ${master}, leads` : `master ${master}`,
      () => look({ kind: 'master', master }),
      { class: 'link' },
    ),
  );
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'quiet' },
      `Click an agent, an offer or a row to see what is known of it${canBreak ? ', and to break it' : ''}.`,
    ),
    element('div', { class: 'ways' }, ...frameworks, ...masters),
  );
}
