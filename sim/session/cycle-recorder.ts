import type { Explainer, PassedOver, Stage, Verdict } from '../../core/allocation/explanation.ts';
import { resourcesOf } from '../../core/allocation/portion.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import { writeResources } from '../../core/resources/resource-notation.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { Master } from '../../core/master/master.ts';
import type { ControlledRun } from './controlled-run.ts';
import type { Why, WhyCandidate, WhyLeftOut, WhyQuery, WhyVisit } from './session-pages.ts';
import { keyText } from './share-text.ts';

interface Visit {
  readonly agent: number;
  readonly stage: Stage;
  readonly free: string;
  readonly candidates: WhyCandidate[];
  /** Who was asked, to be told from who was not. */
  readonly asked: Set<number>;
  sentence: string;
}

/** Puts the decisions of allocation cycles together, as far as a query is about them. */
export class CycleRecorder implements Explainer {
  /** The last cycle that is over and has something to say. */
  latest: Omit<Why, 'text' | 'cycle'> | null = null;
  private readonly run: ControlledRun;
  private readonly query: WhyQuery;
  private visits: Visit[] = [];
  private absent: WhyLeftOut[] = [];
  private more = 0;
  private timeUs = 0;
  private periodic = false;
  private visit: Visit | null = null;

  constructor(run: ControlledRun, query: WhyQuery) {
    this.run = run;
    this.query = query;
  }

  cycleBegins(nowUs: number, periodic: boolean): void {
    this.timeUs = nowUs;
    this.periodic = periodic;
    this.visits = [];
    this.absent = [];
    this.more = 0;
    this.visit = null;
  }

  agentVisited(stage: Stage, agent: number, plain: Quantities, rest: Resources): void {
    this.keep();
    const place = this.run.cluster.leader?.agents[agent]?.connection ?? -1;
    const free = this.text(plain, rest);
    this.visit = { agent: place, stage, free, candidates: [], asked: new Set(), sentence: '' };
  }

  considered(client: number, key: number, verdict: Verdict): void {
    const { visit } = this;
    const { leader } = this.run.cluster;
    if (visit === null || leader === null) return;
    visit.asked.add(client);
    const isOffered = verdict.kind === 'offered';
    const candidate: WhyCandidate = {
      framework: this.place(leader, client),
      role: leader.allocator.clients.role[client],
      key,
      keyText: this.keyText(leader, client, client),
      offered: isOffered ? this.text(verdict.plain, verdict.rest) : null,
      passedOver: isOffered ? null : verdict.rule,
      detail: isOffered ? null : (verdict.detail ?? null),
    };
    visit.candidates.push(candidate);
    if (isOffered && visit.sentence === '') {
      visit.sentence = this.sentence(leader, client, candidate, visit);
    }
  }

  leftOut(client: number, rule: PassedOver): void {
    const { leader } = this.run.cluster;
    if (leader === null) return;
    const framework = this.place(leader, client);
    if (this.query.framework !== undefined && framework !== this.query.framework) return;
    this.absent.push({ framework, role: leader.allocator.clients.role[client], rule });
  }

  cycleEnds(unvisited: number): void {
    this.keep();
    const { timeUs, periodic, visits, absent, more } = this;
    const some = visits.length > 0 || (this.query.framework !== undefined && absent.length > 0);
    if (!some && this.latest !== null) return;
    this.latest = {
      ...{ timeUs, periodic, moreVisits: more, unvisited, leftOut: absent },
      visits: visits.map(shown),
    };
  }

  /** The visit is over: it stays if the query is about it. */
  private keep(): void {
    const { visit, query } = this;
    this.visit = null;
    if (visit === null) return;
    if (query.agent !== undefined && visit.agent !== query.agent) return;
    const { candidates } = visit;
    const isAbout = ({ framework }: WhyCandidate): boolean => framework === query.framework;
    if (query.framework !== undefined && !candidates.some(isAbout)) return;
    if (this.visits.length < query.limit) this.visits.push(visit);
    else this.more++;
  }

  /** Why this client comes next: who of those not asked yet comes after it. */
  private sentence(
    leader: Master,
    client: number,
    { framework, offered }: WhyCandidate,
    { asked, candidates }: Visit,
  ): string {
    const { workload, policy } = this.run.experiment;
    const name = workload.frameworks[framework];
    const word = policy.includes('drf') ? 'dominant share ' : '';
    const passed = candidates.filter(({ passedOver }) => passedOver !== null);
    const after = passed.map(
      ({ framework: one, passedOver }) =>
        `${workload.frameworks[one]} was passed over (${passedOver})`,
    );
    const because = after.length > 0 ? `; before it ${after.slice(0, 3).join(', ')}` : '';
    const next = this.runnerUp(leader, client, asked);
    if (next === null)
      return `${name} next: nobody else is left to ask; offered ${offered}${because}`;
    const [own, other] = [this.keyText(leader, client, next), this.keyText(leader, next, client)];
    const relation = own === other ? 'equals' : 'is below';
    const rival = workload.frameworks[this.place(leader, next)];
    const tie = own === other ? ', and it comes first among equals' : '';
    return `${name} next: ${word}${own} ${relation} ${rival}'s ${other}${tie}; offered ${offered}${because}`;
  }

  /** Who would be asked next; null when nobody would. */
  private runnerUp(
    { allocator }: Master,
    client: number,
    asked: ReadonlySet<number>,
  ): number | null {
    const { tree, clients } = allocator;
    let best: number | null = null;
    for (const one of clients.all()) {
      if (one === client || asked.has(one) || !tree.isEligible(one)) continue;
      if (
        best === null ||
        this.keyAgainst(allocator, one, client) < this.keyAgainst(allocator, best, client)
      )
        best = one;
    }
    return best;
  }

  /** Clients of one role are compared themselves, others by their roles. */
  private rankedNode({ tree }: Master['allocator'], client: number, other: number): number {
    const [top, rival] = [tree.topOf(client), tree.topOf(other)];
    return client === other || top !== rival ? top : client;
  }

  private keyAgainst(allocator: Master['allocator'], client: number, other: number): number {
    return allocator.tree.keyOf(this.rankedNode(allocator, client, other));
  }

  private keyText({ allocator }: Master, client: number, other: number): string {
    const node = this.rankedNode(allocator, client, other);
    return keyText(allocator.tree, node, this.run.experiment.policy);
  }

  private place({ allocator }: Master, client: number): number {
    // The master files a framework as `name/id`.
    return this.run.watch.placeNamed(allocator.tree.nameOf(client).replace(/\/\d+$/, ''));
  }

  private text(plain: Quantities, rest: Resources): string {
    return writeResources(resourcesOf(this.run.cluster.view.space, { plain, rest }));
  }
}

function shown({ agent, stage, free, candidates, sentence }: Visit): WhyVisit {
  const nobody = candidates.length === 0 ? 'nobody was asked' : 'nobody took it';
  return { agent, stage, free, candidates, sentence: sentence === '' ? nobody : sentence };
}
