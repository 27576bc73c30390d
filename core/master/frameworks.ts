import { IdMap } from '../collections/id-map.ts';
import type { Connection, Micros } from '../machine.ts';
import type {
  FrameworkFields,
  FrameworkInfo,
  FrameworkWishes,
} from '../protocol/framework-info.ts';
import type { FrameworkId } from '../protocol/ids.ts';
import type { Subscribe, UpdateFramework } from '../protocol/scheduler-api.ts';
import { AGENT_REREGISTER_TIMEOUT_US, isDue } from './agent-health.ts';
import type { Books } from './books.ts';
import { removeFramework } from './framework-removal.ts';
import {
  factsOf,
  fieldsOf,
  infoOf,
  mergedFields,
  problemOfChange,
  problemOfFramework,
} from './framework-validation.ts';
import { forgetInverseOffers } from './inverse-offers.ts';
import type { MasterOutput } from './master-io.ts';
import type { FrameworkRecord } from './records.ts';

/** Ids that a leader may give out are set aside so many at a time. */
const IDS_AHEAD = 256;

/** A scheduler's place that nobody has: of a framework whose scheduler is not there. */
const NOBODY: Connection = -1;

/** Frameworks subscribe, lose their scheduler, get another one, and leave (part 9). */
export class Frameworks {
  private readonly books: Books;
  /** Ids that may be given out. */
  private nextId: FrameworkId = 0;
  private idsEnd: FrameworkId = Number.POSITIVE_INFINITY;

  constructor(books: Books) {
    this.books = books;
  }

  /** Begins with ids that no earlier leader can have given out. */
  reserveIds(now: Micros, out: MasterOutput, then: () => void): void {
    this.books.registrar.apply(
      (registry) => {
        this.nextId = registry.nextFramework;
        registry.nextFramework += IDS_AHEAD;
        this.idsEnd = registry.nextFramework;
      },
      then,
      now,
      out,
    );
  }

  subscribe(call: Subscribe, now: Micros, out: MasterOutput): void {
    const peer = this.books.peers.get(call.connection);
    const again = peer !== undefined && !('hostname' in peer) && peer.id === call.framework;
    if (peer !== undefined && !again) {
      return out.reject(call, `connection ${call.connection} is subscribed already`);
    }
    const known = call.framework === undefined ? undefined : this.books.frameworks[call.framework];
    const said = fieldsOf(call);
    const fields = known ? mergedFields(known.info, said) : said;
    const problem =
      this.problemOfId(call) ??
      problemOfFramework(fields, call) ??
      (known ? problemOfChange(known.info, fields) : null);
    if (problem !== null) {
      return out.send(call.connection, { type: 'ERROR', message: problem });
    }
    if (known) return this.failOver(known, call, fields, now, out);
    if (call.framework !== undefined) return this.subscribed(call, call.framework, now, out);
    if (this.nextId < this.idsEnd) return this.subscribed(call, this.nextId++, now, out);
    // The scheduler tries again.
    if (!this.books.registrar.busy) this.reserveIds(now, out, () => undefined);
  }

  /** UPDATE_FRAMEWORK: what it adds is offered with the next periodic cycle (part 9.4). */
  update(framework: FrameworkRecord, call: UpdateFramework, now: Micros, out: MasterOutput): void {
    const { info } = call;
    const problem = problemOfFramework(info, call) ?? problemOfChange(framework.info, info);
    if (problem !== null) return out.reject(call, problem);
    this.restate(framework, info, call, now, out);
    this.books.observer?.frameworkChanged(framework);
  }

  private problemOfId({ framework }: Subscribe): string | null {
    const { frameworks } = this.books;
    // An id that an earlier leader may have given is as good as known.
    if (framework !== undefined && frameworks[framework] === undefined) {
      const given = Number.isSafeInteger(framework) && framework >= 0 && framework < this.nextId;
      if (!given) return `framework ${framework} is unknown`;
    }
    const removed = framework !== undefined && frameworks[framework] === null;
    return removed ? 'Framework has been removed' : null;
  }

  private subscribed(call: Subscribe, id: FrameworkId, now: Micros, out: MasterOutput): void {
    const { connection } = call;
    const framework = this.enter(infoOf(id, fieldsOf(call)), connection, call, now);
    this.books.peers.set(connection, framework);
    out.send(connection, { type: 'SUBSCRIBED', framework: id });
    this.books.allocator.requestCycle();
  }

  /** An agent runs tasks of a framework that this master has not heard of yet. */
  recover(info: FrameworkInfo, now: Micros, out: MasterOutput): void {
    if (this.books.frameworks[info.id] !== undefined) return;
    this.books.marks?.sometimes('recovers-framework');
    const framework = this.enter(info, NOBODY, {}, now);
    // Its scheduler may be on its way: it has the time that agents have.
    const waitUs = Math.max(info.failoverTimeoutUs, AGENT_REREGISTER_TIMEOUT_US);
    framework.failoverUs = now + waitUs;
    out.setTimer('FRAMEWORK_FAILOVER', waitUs, framework.id);
  }

  private enter(
    info: FrameworkInfo,
    connection: Connection,
    wishes: FrameworkWishes,
    now: Micros,
  ): FrameworkRecord {
    const { frameworks, clients } = this.books;
    const { id, name, role, checkpoint, partitionAware, failoverTimeoutUs } = info;
    const facts = factsOf(info, wishes);
    clients.add(id, facts, connection !== NOBODY, wishes.suppressedRoles ?? [], now);
    const framework: FrameworkRecord = {
      id,
      info,
      name,
      roles: facts.roles,
      role,
      client: clients.clientOf(id, role, now),
      hasLeftRoles: false,
      connection,
      connected: connection !== NOBODY,
      checkpoint,
      partitionAware,
      failoverTimeoutUs,
      failoverUs: null,
      tasks: new IdMap(),
      operations: new Map(),
      unsent: [],
      counts: { made: 0, accepted: 0, declined: 0, rescinded: 0 },
    };
    frameworks[id] = framework;
    this.books.observer?.frameworkEntered(framework);
    return framework;
  }

  /** Another scheduler, or the same one again, speaks for a framework from now on. */
  private failOver(
    framework: FrameworkRecord,
    call: Subscribe,
    fields: FrameworkFields,
    now: Micros,
    out: MasterOutput,
  ): void {
    const { peers, allocator, clients } = this.books;
    const { connection } = call;
    this.books.marks?.sometimes('fails-over');
    if (framework.connected && framework.connection !== connection) {
      out.send(framework.connection, { type: 'ERROR', message: 'Framework failed over' });
      peers.delete(framework.connection);
    }
    // Nobody is told of offers that the new scheduler never saw.
    framework.connected = false;
    this.books.rescindAll(framework, out);
    forgetInverseOffers(this.books, framework);
    this.restate(framework, fields, call, now, out);
    framework.connection = connection;
    framework.connected = true;
    framework.failoverUs = null;
    peers.set(connection, framework);
    out.send(connection, { type: 'SUBSCRIBED', framework: framework.id });
    // Refusals end with the connection they came by.
    const { suppressedRoles = [] } = call;
    const wanted = framework.roles.filter((role) => !suppressedRoles.includes(role));
    for (const client of clients.clientsIn(framework.id, wanted)) {
      allocator.unsuppress(client, now);
    }
    clients.setActive(framework.id, true);
    allocator.requestCycle();
    this.books.observer?.frameworkChanged(framework);
  }

  /** A framework says anew what it is; of roles it leaves, offers are taken back. */
  private restate(
    framework: FrameworkRecord,
    fields: FrameworkFields,
    wishes: FrameworkWishes,
    now: Micros,
    out: MasterOutput,
  ): void {
    const { books } = this;
    const { id } = framework;
    const info = infoOf(id, fields);
    const { roles } = factsOf(info, wishes);
    if (framework.roles.some((role) => !roles.includes(role))) {
      for (const offer of books.offers.values()) {
        const left = offer.framework === framework && !roles.includes(offer.role);
        if (left) books.rescind(offer, out);
      }
      framework.hasLeftRoles = true;
    }
    books.clients.update(id, factsOf(info, wishes), wishes.suppressedRoles ?? [], now);
    framework.info = info;
    framework.name = info.name;
    framework.roles = roles;
    framework.role = info.role;
    framework.client = books.clients.clientOf(id, info.role, now);
    framework.partitionAware = info.partitionAware;
    framework.failoverTimeoutUs = info.failoverTimeoutUs;
  }

  /** A scheduler's connection is gone. */
  disconnected(framework: FrameworkRecord, now: Micros, out: MasterOutput): void {
    if (framework.failoverTimeoutUs === 0) return removeFramework(this.books, framework, now, out);
    this.books.peers.delete(framework.connection);
    framework.connected = false;
    this.books.rescindAll(framework, out);
    forgetInverseOffers(this.books, framework);
    this.books.clients.setActive(framework.id, false);
    this.books.observer?.frameworkChanged(framework);
    framework.failoverUs = now + framework.failoverTimeoutUs;
    out.setTimer('FRAMEWORK_FAILOVER', framework.failoverTimeoutUs, framework.id);
  }

  /** Nobody came to speak for a framework in time. */
  failoverTimeout(id: FrameworkId, now: Micros, out: MasterOutput): void {
    const framework = this.books.frameworks[id];
    if (!framework || !isDue(framework.failoverUs, now)) return;
    removeFramework(this.books, framework, now, out);
  }
}
