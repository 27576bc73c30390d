import type { RunSummary } from '../../sim/session/session-api.ts';
import {
  AGENT_STATES,
  type AgentColumns,
  type Frame,
  type FrameworkColumns,
  LINK_STATES,
  type LinkColumns,
  type MasterColumns,
} from '../../sim/session/session-frame.ts';
import type { FlowGroup } from '../flow-view/flow-groups.ts';
import {
  type FlowLink,
  type FlowNode,
  type FlowPicture,
  SOUND,
} from '../flow-view/flow-picture.ts';
import { type OfferFlow, sumOf } from '../flow-view/offer-flows.ts';
import { counted } from './words.ts';

/** Frameworks that have a box: the first ones. */
export const FRAMEWORKS_MAX = 40;

/** What of the latest frames the flows are drawn over; what never came is null. */
export class FlowScene {
  private readonly summary: RunSummary;
  private agents: AgentColumns | null = null;
  private frameworks: FrameworkColumns | null = null;
  private masters: MasterColumns | null = null;
  private links: LinkColumns | null = null;

  constructor(summary: RunSummary) {
    this.summary = summary;
  }

  take({ agents, frameworks, masters, links = null }: Frame): void {
    this.agents = agents ?? this.agents;
    this.frameworks = frameworks ?? this.frameworks;
    this.masters = masters ?? this.masters;
    this.links = links ?? this.links;
  }

  /** Whether links can be broken: a source that knows nothing of them breaks none. */
  get knowsLinks(): boolean {
    return this.links !== null;
  }

  picture(
    groups: readonly FlowGroup[],
    flows: readonly OfferFlow[],
    time: { readonly nowUs: number; readonly windowUs: number },
  ): FlowPicture {
    const { summary } = this;
    const shown = summary.frameworks.slice(0, FRAMEWORKS_MAX);
    const sums = shown.map((_, at) => sumOf(flows.filter(({ framework }) => framework === at)));
    return {
      ...time,
      leader: this.masters?.leader ?? -1,
      masters: Array.from({ length: summary.masters }, (_, master) => this.masterNode(master)),
      frameworks: shown.map(({ name }, at) => this.frameworkNode(name, at, sums[at].made)),
      groups: groups.map((group) => this.groupNode(group)),
      flows,
      made: sums.map(({ made, ends, atUs }) => ({ count: made, open: ends[0], atUs })),
    };
  }

  private masterNode(master: number): FlowNode {
    const leads = this.masters?.leader === master;
    return {
      ...{ name: `master ${master}`, brief: `${master}`, note: leads ? 'leads' : '' },
      mood: leads ? 'leads' : 'plain',
      link: linkOf(this.links?.masters ?? null, [master]),
    };
  }

  private frameworkNode(name: string, framework: number, made: number): FlowNode {
    const { frameworks } = this;
    const isAway = frameworks !== null && frameworks.connected[framework] === 0;
    const open = frameworks?.openOffers[framework] ?? 0;
    const isQuiet = frameworks !== null && frameworks.suppressed[framework] === 1;
    const note = isQuiet ? 'wants no offers' : `${open} open, ${made} made`;
    return {
      ...{ name, note: isAway ? 'not connected' : note },
      mood: isAway ? 'away' : 'plain',
      link: linkOf(this.links?.frameworks ?? null, [framework]),
    };
  }

  private groupNode({ name, agents }: FlowGroup): FlowNode {
    const states = agents.map((agent) => this.agents?.state[agent] ?? 0);
    const away = states.filter((state) => state !== 0);
    const words = AGENT_STATES[away[0] ?? 0];
    const many = agents.length > 1;
    const note = away.length > 0 && many ? `${away.length} of ${agents.length} away` : words;
    const fine = many ? counted(agents.length, 'agent') : '';
    return {
      ...{ name, note: away.length === 0 ? fine : note },
      mood: away.length === agents.length ? 'away' : 'plain',
      link: linkOf(this.links?.agents ?? null, agents),
    };
  }
}

/** The worst state that a link of some is in, and how many are. */
function linkOf(states: Uint8Array | null, some: readonly number[]): FlowLink {
  if (states === null) return { ...SOUND, of: some.length };
  const broken = some.map((one) => states[one]).filter((state) => state > 0);
  if (broken.length === 0) return { ...SOUND, of: some.length };
  const worst = Math.min(...broken);
  const count = broken.filter((state) => state === worst).length;
  return { state: LINK_STATES[worst], count, of: some.length };
}
