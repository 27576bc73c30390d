import type { Micros } from '../machine.ts';
import { IdMap } from '../collections/id-map.ts';
import type { FrameworkId } from '../protocol/ids.ts';
import { problemOfRole } from '../protocol/roles.ts';
import type { Subscribe } from '../protocol/scheduler-api.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import { reviewDrain } from './operator-calls.ts';
import type { AgentRecord, FrameworkRecord } from './records.ts';

/** Frameworks subscribe, lose their scheduler, get another one, and leave (part 9). */
export class Frameworks {
  private readonly books: Books;
  /** By client of the allocator. */
  readonly ofClient: FrameworkRecord[] = [];

  constructor(books: Books) {
    this.books = books;
  }

  subscribe(call: Subscribe, now: Micros, out: MasterOutput): void {
    const peer = this.books.peers.get(call.connection);
    const again = peer !== undefined && !('hostname' in peer) && peer.id === call.framework;
    if (peer !== undefined && !again) {
      return out.reject(call, `connection ${call.connection} is subscribed already`);
    }
    const problem = this.problemOf(call);
    if (problem !== null) {
      return out.send(call.connection, { type: 'ERROR', message: problem });
    }
    const known = call.framework === undefined ? null : this.books.frameworks[call.framework];
    if (known) this.failOver(known, call, now, out);
    else this.enter(call, now, out);
  }

  private problemOf({ role, framework, failoverTimeoutUs }: Subscribe): string | null {
    const { frameworks } = this.books;
    if (framework !== undefined && frameworks[framework] === undefined) {
      return `framework ${framework} is unknown`;
    }
    if (framework !== undefined && frameworks[framework] === null) {
      return 'Framework has been removed';
    }
    if (failoverTimeoutUs !== undefined && !(failoverTimeoutUs >= 0)) {
      return `failover timeout is ${failoverTimeoutUs} µs: wanted 0 or more`;
    }
    return problemOfRole(role);
  }

  private enter(call: Subscribe, now: Micros, out: MasterOutput): void {
    const { frameworks, allocator, peers } = this.books;
    const { connection, name, role } = call;
    const id = frameworks.length;
    const framework: FrameworkRecord = {
      id,
      name,
      role,
      // Two frameworks may share a name in Mesos; the id tells them apart and orders them. The
      // slash keeps clients and child roles of a role apart, whatever a framework calls itself.
      client: allocator.addClient(role, `${name}/${id}`, now),
      connection,
      connected: true,
      checkpoint: call.checkpoint ?? false,
      partitionAware: call.partitionAware ?? false,
      failoverTimeoutUs: call.failoverTimeoutUs ?? 0,
      failoverUs: null,
      tasks: new IdMap(),
      unsent: [],
      counts: { made: 0, accepted: 0, declined: 0, rescinded: 0 },
    };
    frameworks.push(framework);
    this.ofClient[framework.client] = framework;
    peers.set(connection, framework);
    out.send(connection, { type: 'SUBSCRIBED', framework: id });
  }

  /** Another scheduler, or the same one again, speaks for a framework from now on. */
  private failOver(
    framework: FrameworkRecord,
    { connection }: Subscribe,
    now: Micros,
    out: MasterOutput,
  ): void {
    const { peers, allocator } = this.books;
    if (framework.connected && framework.connection !== connection) {
      out.send(framework.connection, { type: 'ERROR', message: 'Framework failed over' });
      peers.delete(framework.connection);
    }
    // Nobody is told of offers that the new scheduler never saw.
    framework.connected = false;
    this.books.rescindAll(framework, out);
    framework.connection = connection;
    framework.connected = true;
    framework.failoverUs = null;
    peers.set(connection, framework);
    out.send(connection, { type: 'SUBSCRIBED', framework: framework.id });
    allocator.unsuppress(framework.client, now);
    allocator.setClientActive(framework.client, true);
  }

  /** A scheduler's connection is gone. */
  disconnected(framework: FrameworkRecord, now: Micros, out: MasterOutput): void {
    if (framework.failoverTimeoutUs === 0) return this.remove(framework, out);
    this.books.peers.delete(framework.connection);
    framework.connected = false;
    this.books.rescindAll(framework, out);
    this.books.allocator.setClientActive(framework.client, false);
    framework.failoverUs = now + framework.failoverTimeoutUs;
    out.setTimer('FRAMEWORK_FAILOVER', framework.failoverTimeoutUs, framework.id);
  }

  /** Nobody came to speak for a framework in time. */
  failoverTimeout(id: FrameworkId, now: Micros, out: MasterOutput): void {
    const framework = this.books.frameworks[id];
    if (framework && framework.failoverUs === now) this.remove(framework, out);
  }

  /** TEARDOWN: agents shut it down, and nobody is told of its tasks (part 9.3). */
  remove(framework: FrameworkRecord, out: MasterOutput): void {
    const { books } = this;
    for (const offer of books.offers.values()) {
      if (offer.framework !== framework) continue;
      books.endOffer(offer);
      books.allocator.recover(framework.client, offer.agentId, offer.resources);
    }
    const told = new Set<AgentRecord>();
    for (const task of framework.tasks.values()) {
      books.setState(task, 'TASK_KILLED');
      books.forgetTask(task);
      told.add(task.agent);
    }
    for (const agent of told) {
      out.send(agent.connection, { type: 'SHUTDOWN_FRAMEWORK', frameworkId: framework.id });
      reviewDrain(books, agent, out);
    }
    books.allocator.removeClient(framework.client);
    books.frameworks[framework.id] = null;
    if (books.peers.get(framework.connection) === framework) {
      books.peers.delete(framework.connection);
    }
  }
}
