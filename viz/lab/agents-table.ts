import { AGENT_STATES, type AgentColumns, type Frame } from '../../sim/session/session-frame.ts';
import type { FrameRequest } from '../../sim/session/session-frame.ts';
import { element } from '../elements/element.ts';
import type { TableData } from '../tables/table-data.ts';
import { type RowAnswer, type RowRequest, WindowedTable } from '../tables/windowed-table.ts';
import type { TableColumn } from '../tables/windowed-table.ts';
import type { FrameSource } from './frame-source.ts';
import { stateMark } from './record-tables.ts';
import type { View } from './view.ts';
import { amounts, percent } from './words.ts';

/** How often the rows are made anew while a run plays. */
const EVERY_MS = 400;

/** The agents of the picture as a table: for those who do not see it, and for finding one. */
export class AgentsTable implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = { agents: true };
  private readonly holder = element('div', { class: 'table-holder' });
  private readonly chosen: (agent: number) => void;
  private readonly failed: (error: unknown) => void;
  private source: FrameSource | null = null;
  private agents: AgentColumns | null = null;
  private table: WindowedTable<number> | null = null;
  private search = '';
  /** Those that have a column. */
  private resources: readonly string[] = [];
  private shownMs = Number.NEGATIVE_INFINITY;

  constructor(chosen: (agent: number) => void, failed: (error: unknown) => void) {
    this.chosen = chosen;
    this.failed = failed;
    const search = element('input', {
      ...{ type: 'search', placeholder: 'agent, rack or state', 'aria-label': 'Search agents' },
    });
    search.addEventListener('input', () => {
      this.search = search.value.trim().toLowerCase();
      this.table?.restart();
    });
    const tools = element('div', { class: 'table-tools' }, search);
    this.element = element('div', { class: 'records' }, tools, this.holder);
  }

  open(source: FrameSource): void {
    this.source = source;
    this.agents = null;
    this.table?.close();
    this.resources = source.summary.resources;
    this.table = new WindowedTable<number>({
      label: 'Agents',
      columns: this.columns(source),
      rows: (request) => Promise.resolve(this.rows(request)),
      chosen: this.chosen,
      failed: this.failed,
      sort: { by: 'name', descending: false },
      empty: 'No agent fits.',
    });
    this.holder.replaceChildren(this.table.element);
  }

  summaryChanged(): void {
    const { source, resources } = this;
    if (source === null) return;
    this.agents = null;
    this.shownMs = Number.NEGATIVE_INFINITY;
    if (source.summary.resources.join() !== resources.join()) this.open(source);
  }

  show({ agents }: Frame): void {
    if (agents === null) return;
    this.agents = agents;
    if (performance.now() - this.shownMs >= EVERY_MS) this.refresh();
  }

  refresh(): void {
    if (this.element.clientHeight === 0) return;
    this.shownMs = performance.now();
    this.table?.refresh();
  }

  asTable(): TableData {
    const { source, agents } = this;
    if (source === null || agents === null) return { heading: [], rows: [] };
    const { summary } = source;
    const width = summary.resources.length;
    const heading = ['agent', 'rack', 'state', 'running'];
    const rows = this.matching().map((agent) => [
      ...[summary.agents[agent], summary.racks[summary.agentRack[agent]] ?? ''],
      ...[AGENT_STATES[agents.state[agent]], agents.running[agent]],
      ...summary.resources.map((_, r) => agents.allocated[agent * width + r] / 1000),
    ]);
    return { heading: [...heading, ...summary.resources], rows };
  }

  close(): void {
    this.table?.close();
  }

  private rows({ offset, limit, sort, descending }: RowRequest): RowAnswer<number> {
    const all = this.matching();
    const key = this.keyOf(sort);
    const sign = descending ? -1 : 1;
    // The order of numbers is that of names.
    if (key === null) {
      if (descending) all.reverse();
    } else all.sort((a, b) => sign * (key(a) - key(b)) || a - b);
    return { matching: all.length, rows: all.slice(offset, offset + limit) };
  }

  private matching(): number[] {
    const { source, search, agents } = this;
    if (source === null || agents === null) return [];
    const { summary } = source;
    const all = summary.agents.map((_, agent) => agent);
    if (search === '') return all;
    return all.filter((agent) =>
      [
        summary.agents[agent],
        summary.racks[summary.agentRack[agent]] ?? '',
        AGENT_STATES[agents.state[agent]],
      ].some((text) => text.toLowerCase().includes(search)),
    );
  }

  private keyOf(sort: string | null): ((agent: number) => number) | null {
    const { source, agents } = this;
    if (source === null || agents === null || sort === null) return null;
    const { resources, agentTotals, agentRack } = source.summary;
    if (sort === 'rack') return (agent) => agentRack[agent];
    if (sort === 'state') return (agent) => agents.state[agent];
    if (sort === 'running') return (agent) => agents.running[agent];
    const resource = resources.indexOf(sort);
    if (resource < 0) return null;
    const width = resources.length;
    return (agent) => {
      const at = agent * width + resource;
      return agents.allocated[at] / agentTotals[at];
    };
  }

  /** The summary is read for each cell: agents may come and go. */
  private columns(source: FrameSource): TableColumn<number>[] {
    const { resources } = source.summary;
    const width = resources.length;
    const use = (agent: number, resource: number): string => {
      const at = agent * width + resource;
      if (this.agents === null) return '';
      return percent(this.agents.allocated[at] / source.summary.agentTotals[at]);
    };
    const rack = (agent: number): string => {
      const { racks, agentRack } = source.summary;
      return racks[agentRack[agent]] ?? '';
    };
    return [
      {
        label: 'Agent',
        width: '160px',
        sort: 'name',
        cell: (agent) => source.summary.agents[agent] ?? '',
      },
      { label: 'Rack', width: '90px', sort: 'rack', cell: rack },
      {
        ...{ label: 'State', width: '130px', sort: 'state' },
        cell: (agent) =>
          this.agents === null ? '' : stateMark(AGENT_STATES[this.agents.state[agent]]),
      },
      {
        ...{ label: 'Running', width: '90px', sort: 'running', align: 'end' },
        cell: (agent) => String(this.agents?.running[agent] ?? ''),
      },
      ...resources.map(
        (name, resource): TableColumn<number> => ({
          ...{ label: name, width: '90px', sort: name, align: 'end' },
          cell: (agent) => use(agent, resource),
        }),
      ),
      {
        ...{ label: 'Offered', width: 'auto' },
        cell: (agent) => {
          if (this.agents === null) return '';
          const offered = amounts(this.agents.offered, resources, agent * width);
          return offered === 'nothing' ? '' : offered;
        },
      },
    ];
  }
}
