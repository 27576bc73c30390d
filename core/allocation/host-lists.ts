import type { AgentRegister } from './agent-register.ts';
import { type AgentTable, NOT_LISTED } from './agent-table.ts';

/**
 * Which hosts may be offered at all: those on the whitelist (Mesos `--whitelist`), and of them
 * those that no operator has switched off. What runs on others runs on; a change waits for the next
 * periodic cycle.
 */
export class HostLists {
  private readonly register: AgentRegister;
  private readonly agents: AgentTable;
  private whitelist: ReadonlySet<string> | null = null;
  private off: ReadonlySet<string> = new Set();

  constructor(register: AgentRegister, agents: AgentTable) {
    this.register = register;
    this.agents = agents;
  }

  /** @param hosts null for all */
  setWhitelist(hosts: ReadonlySet<string> | null): void {
    this.whitelist = hosts;
    this.reviewAll();
  }

  switchOff(hosts: ReadonlySet<string>): void {
    this.off = hosts;
    this.reviewAll();
  }

  /** Looks at an agent that is new or has another hostname. */
  review(agent: number): void {
    const isListed = this.isListed(this.register.facts[agent].hostname);
    if (isListed === this.agents.isBlocked(agent, NOT_LISTED)) {
      this.agents.block(agent, NOT_LISTED, !isListed);
    }
  }

  private reviewAll(): void {
    for (const agent of this.register.facts.keys()) {
      if (this.agents.isKnown(agent)) this.review(agent);
    }
  }

  private isListed(hostname: string): boolean {
    if (this.off.has(hostname)) return false;
    return this.whitelist === null || this.whitelist.has(hostname);
  }
}
