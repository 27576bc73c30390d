import type { Micros } from '../machine.ts';
import type { Books } from './books.ts';
import { reviewDrain } from './draining.ts';
import { endExecutors } from './executors.ts';
import { forgetInverseOffers } from './inverse-offers.ts';
import type { MasterOutput } from './master-io.ts';
import { forgetOperations } from './operation-feedback.ts';
import type { AgentRecord, FrameworkRecord } from './records.ts';

/** TEARDOWN: agents shut it down, and nobody is told of its tasks (part 9.3). */
export function removeFramework(
  books: Books,
  framework: FrameworkRecord,
  now: Micros,
  out: MasterOutput,
): void {
  for (const offer of books.offers.values()) {
    if (offer.framework === framework) books.discard(offer, 'DISCARDED');
  }
  forgetInverseOffers(books, framework);
  books.inverse.forgetFramework(framework.id);
  forgetOperations(books, framework);
  const told = new Set<AgentRecord>();
  for (const task of framework.tasks.values()) {
    books.setState(task, 'TASK_KILLED');
    books.forgetTask(task);
    told.add(task.agent);
  }
  for (const agent of books.agents) {
    if (agent && endExecutors(books, agent, (one) => one.framework === framework)) {
      told.add(agent);
    }
  }
  for (const agent of told) {
    out.send(agent.connection, { type: 'SHUTDOWN_FRAMEWORK', frameworkId: framework.id });
    reviewDrain(books, agent, now, out);
  }
  books.clients.remove(framework.id);
  books.frameworks[framework.id] = null;
  books.observer?.frameworkLeft(framework);
  if (books.peers.get(framework.connection) === framework) {
    books.peers.delete(framework.connection);
  }
}

/** An operator ends a framework: its scheduler hears that its subscription is over. */
export function tearDown(
  books: Books,
  framework: FrameworkRecord,
  now: Micros,
  out: MasterOutput,
): void {
  books.tell(framework, { type: 'ERROR', message: 'Framework has been removed' }, out);
  removeFramework(books, framework, now, out);
}
