import type { AgentRecord, FrameworkRecord } from '../../../core/master/records.ts';
import type { Revive, Suppress } from '../../../core/protocol/scheduler-api.ts';
import { PerMaster } from './per-master.ts';

interface FrameworkStanding {
  readonly record: FrameworkRecord;
  /** By its own calls: SUPPRESS until REVIVE or another SUBSCRIBED. */
  suppressed: boolean;
  /** Offers it has not answered. */
  open: number;
}

interface Standings {
  readonly agents: (AgentRecord | undefined)[];
  readonly frameworks: (FrameworkStanding | undefined)[];
}

/** Who may be made offers and whose agents may be offered, for each master. */
export class Standing {
  private readonly standings = new PerMaster<Standings>(() => ({ agents: [], frameworks: [] }));

  masterLeads(master: number): void {
    this.standings.forget(master);
  }

  agentEntered(master: number, agent: AgentRecord): void {
    this.standings.of(master).agents[agent.id] = agent;
  }

  agentLeft(master: number, agent: AgentRecord): void {
    this.standings.of(master).agents[agent.id] = undefined;
  }

  frameworkEntered(master: number, record: FrameworkRecord): void {
    const entry: FrameworkStanding = { record, suppressed: false, open: 0 };
    this.standings.of(master).frameworks[record.id] = entry;
  }

  frameworkLeft(master: number, { id }: FrameworkRecord): void {
    this.standings.of(master).frameworks[id] = undefined;
  }

  called(master: number, call: Suppress | Revive): void {
    const standing = this.standings.of(master).frameworks[call.framework];
    if (standing !== undefined) standing.suppressed = call.type === 'SUPPRESS';
  }

  subscribed(master: number, id: number): void {
    const standing = this.standings.of(master).frameworks[id];
    if (standing !== undefined) standing.suppressed = false;
  }

  /** An offer was made to a framework (1), or ended (-1). */
  countOffer(master: number, frameworkId: number, sign: 1 | -1): void {
    const standing = this.standings.of(master).frameworks[frameworkId];
    if (standing !== undefined) standing.open += sign;
  }

  /** By id; holes where there is none. */
  frameworks(master: number): readonly (FrameworkStanding | undefined)[] {
    return this.standings.of(master).frameworks;
  }

  agents(master: number): readonly (AgentRecord | undefined)[] {
    return this.standings.of(master).agents;
  }

  /** Why a framework may not be made offers, or null. */
  frameworkBar(master: number, id: number): string | null {
    const standing = this.standings.of(master).frameworks[id];
    if (standing === undefined) return 'is not subscribed or was removed';
    if (!standing.record.connected) return 'has no scheduler';
    return standing.suppressed ? 'has suppressed offers' : null;
  }

  /** Why an agent may not be offered, or null. */
  agentBar(master: number, id: number): string | null {
    const agent = this.standings.of(master).agents[id];
    if (agent === undefined) return 'is not registered or was removed';
    if (!agent.connected) return 'is disconnected';
    return agent.mode === 'active' ? null : `is ${agent.mode}`;
  }
}
