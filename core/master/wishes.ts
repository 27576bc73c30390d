import { problemOfWants } from '../allocation/wants.ts';
import type { Micros } from '../machine.ts';
import type { Decline, Request, Revive, Suppress } from '../protocol/scheduler-api.ts';
import type { Books } from './books.ts';
import type { MasterOutput } from './master-io.ts';
import type { FrameworkRecord } from './records.ts';

/** DECLINE: each offer comes back with a refusal of its own (`mesos-semantics` part 7.3). */
export function decline(
  books: Books,
  framework: FrameworkRecord,
  call: Decline,
  now: Micros,
  out: MasterOutput,
): void {
  for (const id of call.offers) {
    const offer = books.offers.get(id);
    if (offer === undefined || offer.framework !== framework) {
      books.marks?.sometimes('decline-late');
      books.marks?.sometimes('decline-late');
      out.reject(call, `offer ${id} is not open for framework ${framework.id}`);
      continue;
    }
    books.endOffer(offer, 'DECLINED');
    framework.counts.declined++;
    const { resources, rest } = offer;
    books.decline(offer, resources, rest, call.refuseSeconds, now);
  }
}

/**
 * REVIVE and SUPPRESS: of all roles, or of some; one that is not the framework's voids the call
 * (part 5.7).
 */
export function wantOffers(
  books: Books,
  framework: FrameworkRecord,
  call: Revive | Suppress,
  now: Micros,
  out: MasterOutput,
): void {
  const { roles } = call;
  const strange = roles?.find((role) => !framework.roles.includes(role));
  if (strange !== undefined) {
    return out.reject(call, `framework ${framework.id} is not in role "${strange}"`);
  }
  const some = roles === undefined || roles.length === 0 ? undefined : roles;
  for (const client of books.clients.clientsIn(framework.id, some)) {
    if (call.type === 'SUPPRESS') books.allocator.suppress(client);
    else books.allocator.revive(client, now);
  }
  if (call.type === 'REVIVE') books.inverse.revive(framework.id);
}

/** REQUEST: since when the framework has waited and what it waits for, in all its roles. */
export function request(
  books: Books,
  framework: FrameworkRecord,
  call: Request,
  out: MasterOutput,
): void {
  const { waitingSinceUs, wants } = call;
  const { allocator, clients } = books;
  if (!Number.isFinite(waitingSinceUs)) {
    return out.reject(call, `waiting since ${waitingSinceUs} µs is no time`);
  }
  if (wants !== undefined) {
    const problem = problemOfWants(wants, allocator.space.size);
    if (problem !== null) return out.reject(call, problem);
  }
  for (const client of clients.clientsIn(framework.id, undefined)) {
    if (wants !== undefined) allocator.setWants(client, wants);
    allocator.setWaitingSince(client, waitingSinceUs);
  }
}
