import type { RunSummary } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import { STATE_WORDS } from '../cluster-view/cluster-columns.ts';
import { type ClusterFacts, ClusterView } from '../cluster-view/cluster-view.ts';
import { element, select } from '../elements/element.ts';
import {
  type ShownResource,
  clusterPicture,
  clusterSummary,
  describeAgent,
} from './cluster-picture.ts';
import type { FrameSource } from './frame-source.ts';
import { frameworkChip } from './framework-marks.ts';
import { panel } from './panel.ts';
import { clock } from './time-words.ts';
import type { View } from './view.ts';

/** Frameworks in the legend: a workload may have thousands. */
const LEGEND_MAX = 12;

export interface ClusterPanelListener {
  chosen(agent: number, at: { readonly x: number; readonly y: number }): void;
}

/** The cluster as a picture, with what its colours and outlines mean. */
export class ClusterPanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = { agents: true, masters: true };
  private readonly view: ClusterView;
  private readonly tools = element('span');
  private readonly legend = element('ul', { class: 'legend' });
  private source: FrameSource | null = null;
  private facts: ClusterFacts | null = null;
  private frame: Frame | null = null;
  private shown: ShownResource = 'dominant';
  /** Those that can be chosen. */
  private resources: readonly string[] = [];

  constructor(listener: ClusterPanelListener) {
    this.view = new ClusterView({
      chosen: (agent, at) => listener.chosen(agent, at),
      describe: (agent) => this.describe(agent),
    });
    this.element = panel('Cluster', 'cluster', [this.tools], this.view.element, this.legend);
  }

  open(source: FrameSource): void {
    const { summary } = source;
    this.source = source;
    this.shown = 'dominant';
    this.view.mark(-1);
    this.resources = summary.resources;
    this.tools.replaceChildren(this.resourceChoice(summary.resources));
    this.showSummary(summary);
  }

  summaryChanged(): void {
    const { source, resources } = this;
    if (source === null) return;
    if (source.summary.resources.join() !== resources.join()) this.open(source);
    else this.showSummary(source.summary);
  }

  private showSummary(summary: RunSummary): void {
    this.frame = null;
    this.facts = {
      names: summary.agents,
      rackOf: summary.agentRack,
      rackNames: summary.racks,
    };
    this.legend.replaceChildren(
      ...summary.frameworks
        .slice(0, LEGEND_MAX)
        .map(({ name }, framework) => element('li', {}, frameworkChip(framework), name)),
      ...(summary.frameworks.length > LEGEND_MAX
        ? [element('li', { class: 'quiet' }, `and ${summary.frameworks.length - LEGEND_MAX} more`)]
        : []),
      ...stateLegend(),
    );
  }

  show(frame: Frame): void {
    const { agents, position } = frame;
    if (agents === null) return;
    this.frame = frame;
    this.draw();
    this.view.summarise(() => clusterSummary(agents, clock(position.timeUs)), performance.now());
  }

  /** Marks the agent that the inspector is about. */
  mark(agent: number): void {
    this.view.mark(agent);
  }

  recolour(): void {
    this.view.recolour();
  }

  close(): void {
    this.view.close();
  }

  private draw(): void {
    const { source, facts } = this;
    const agents = this.frame?.agents ?? null;
    if (source === null || facts === null || agents === null) return;
    this.view.show(facts, clusterPicture(agents, source.summary, this.shown));
  }

  private describe(agent: number): readonly string[] {
    if (this.source === null) return [''];
    return describeAgent(this.frame?.agents ?? null, this.source.summary, agent);
  }

  private resourceChoice(resources: readonly string[]): HTMLElement {
    const options = [
      ['dominant', 'most used resource'] as const,
      ...resources.map((name, resource) => [String(resource), name] as const),
    ];
    const choice = select(options, 'dominant', (value) => {
      this.shown = value === 'dominant' ? value : Number(value);
      this.draw();
    });
    return element('label', { class: 'inline' }, 'Fill shows', choice);
  }
}

const LEGEND_STATES = ['offered', 'allocated', 'troubled', 'lost', 'unknown'] as const;

const LEGEND_WORDS = {
  offered: 'offered',
  allocated: 'in use',
  troubled: 'in trouble',
  lost: 'lost',
  unknown: 'not registered',
};

/** Outlines by state, drawn as the canvas draws them. */
function stateLegend(): HTMLElement[] {
  return LEGEND_STATES.map((state) =>
    element(
      'li',
      { title: STATE_WORDS[state] },
      element('i', { class: `state-mark ${state}`, 'aria-hidden': 'true' }),
      LEGEND_WORDS[state],
    ),
  );
}
