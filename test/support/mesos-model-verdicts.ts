import type { Explainer, Stage, Verdict } from '../../core/allocation/explanation.ts';
import { resourcesOf } from '../../core/allocation/portion.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import { Resources } from '../../core/resources/resources.ts';
import { check } from './mesos-model-audit.ts';

/** Adds up what an allocator says it offers, by client and agent. */
export class OfferedVerdicts implements Explainer {
  private readonly offered = new Map<string, Resources>();
  private readonly space: ResourceSpace;
  private agent = -1;

  constructor(space: ResourceSpace) {
    this.space = space;
  }

  cycleBegins(): void {
    this.offered.clear();
  }

  agentVisited(_: Stage, agent: number): void {
    this.agent = agent;
  }

  considered(client: number, _: number, verdict: Verdict): void {
    if (verdict.kind !== 'offered') return;
    const key = offerKey(client, this.agent);
    const before = this.offered.get(key) ?? Resources.EMPTY;
    this.offered.set(key, before.plus(resourcesOf(this.space, verdict)));
  }

  leftOut(): void {
    this.agent = -1;
  }

  cycleEnds(): void {
    this.agent = -1;
  }

  /** What was explained in the last cycle is what was offered. */
  checkOffers(offers: ReadonlyMap<string, Resources>): void {
    const keys = [this.offered, offers].map((one) => [...one.keys()].sort(byText));
    check('explained offers', keys[0], keys[1]);
    for (const [key, resources] of offers) {
      check(`explained offer to ${key}`, this.offered.get(key)?.equals(resources), true);
    }
  }
}

export function offerKey(client: number, agent: number): string {
  return `client ${client} at agent ${agent}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
