import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { CallError, checkDocument, parseJson } from '../../mesos/call-codec.ts';
import { needsOfCall, refusalOf } from '../../security/operator-rules.ts';
import { principalOf } from '../../security/principal.ts';
import type { HostEvent } from '../host-switches.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';

/** As Satellite has it: `5minutes`, `2days`; or seconds. */
const ttl = z.union([
  z.number().positive(),
  z.string().regex(/^\d+ ?(second|minute|hour|day|week)s?$/, 'wanted a time such as 5minutes'),
]);
const eventSchema = z.object({
  state: z.enum(['ok', 'warn', 'critical', 'expired']),
  description: z.string().max(1000).default(''),
  ttl: ttl.optional(),
});

const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ second: 1000, minute: 60_000, hour: 3_600_000 },
  ...{ day: 86_400_000, week: 604_800_000 },
};

/** Longest time that Node's timers take: an event that lasts longer is withdrawn by hand. */
const TTL_MS_MAX = 2 ** 31 - 1;

type Parameters = Readonly<Record<string, string | undefined>>;

/** Satellite's routes: which hosts may be offered (`clients-and-systems`, Satellite). */
export function registerWhitelistApi(app: FastifyInstance, site: MasterSite): void {
  const { switches } = site;
  app.get('/whitelist/:which', (request, reply) => {
    const { which } = request.params as Parameters;
    if (which !== 'on' && which !== 'off' && which !== 'all') {
      return answerText(reply, 400, `found "${which}", wanted on, off or all`);
    }
    const hosts = inventory(site).filter((host) => {
      return which === 'all' || switches.isOn(host) === (which === 'on');
    });
    return answerText(reply, 200, hosts.join('\n'));
  });
  app.get('/whitelist/host/:host', (request, reply) => {
    const host = hostOf(request);
    const found = switches.find(host);
    if (found === null && !inventory(site).includes(host)) {
      return answerText(reply, 404, `${host} is not known\n`);
    }
    const isOn = switches.isOn(host);
    if (request.headers.accept?.includes('application/json') !== true) {
      return answerText(reply, isOn ? 200 : 404, isOn ? 'On\n' : 'Off\n');
    }
    const events = (found?.events ?? []).map(([name, { state, description }]) => {
      return { name, state, description };
    });
    return reply.send({ host, on: isOn, events });
  });
  registerChanges(app, site);
}

function registerChanges(app: FastifyInstance, site: MasterSite): void {
  const { switches } = site;
  app.put('/whitelist/host/:host/:flag', (request, reply) => {
    const { flag } = request.params as Parameters;
    if (flag !== 'on' && flag !== 'off') {
      return answerText(reply, 400, `found "${flag}", wanted on or off`);
    }
    return changed(site, request, reply, flag === 'on', (host) => {
      switches.flag(host, flag);
      return answerText(reply, 201, `${host} is now ${flag}.\n`);
    });
  });
  app.delete('/whitelist/host/:host', (request, reply) => {
    return changed(site, request, reply, true, (host) => {
      if (switches.find(host) === null) return answerText(reply, 404, `${host} is not known\n`);
      switches.forget(host);
      return answerText(reply, 200, `${host} was removed from the whitelist.\n`);
    });
  });
  app.post('/whitelist/host/:host/event/:event', (request, reply) => {
    return changed(site, request, reply, false, (host) => {
      const { event: name = '' } = request.params as Parameters;
      const body = typeof request.body === 'string' ? request.body : String(request.body);
      switches.event(host, name, readEvent(body));
      return answerText(reply, 201, `${name} of ${host} was heard.\n`);
    });
  });
  app.delete('/whitelist/host/:host/event/:event', (request, reply) => {
    return changed(site, request, reply, true, (host) => {
      const { event: name = '' } = request.params as Parameters;
      if (switches.withdraw(host, name)) return answerText(reply, 200, '');
      return answerText(reply, 404, `${host} has no event ${name}\n`);
    });
  });
}

/** Does something to a host, if whoever asks may switch it that way. */
function changed(
  site: MasterSite,
  request: FastifyRequest,
  reply: FastifyReply,
  on: boolean,
  change: (host: string) => FastifyReply,
): FastifyReply {
  const host = hostOf(request);
  const needs = needsOfCall({ type: 'SWITCH_HOSTS', hosts: [host], on });
  const refusal = refusalOf(site.access.acls, principalOf(request), needs);
  if (refusal !== null) return answerText(reply, 403, refusal);
  try {
    return change(host);
  } catch (error) {
    if (error instanceof CallError) return answerText(reply, error.status, error.message);
    throw error;
  }
}

function hostOf(request: FastifyRequest): string {
  const { host = '' } = request.params as Parameters;
  return host;
}

function readEvent(body: string): HostEvent {
  const { state, description, ttl: said } = checkDocument(parseJson(body), eventSchema, 'event');
  if (said === undefined) return { state, description, untilMs: null };
  const [, count = '0', unit = ''] = /^(\d+) ?([a-z]+?)s?$/.exec(String(said)) ?? [];
  const ms = typeof said === 'number' ? said * 1000 : Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms > TTL_MS_MAX) throw new CallError(`ttl: found ${said}, wanted 24 days or less`);
  return { state, description, untilMs: performance.now() + ms };
}

/** Hosts of agents, and those of which something was said, by name. */
function inventory({ host, switches }: MasterSite): string[] {
  const { admitted } = host.master.registry;
  const agents = Array.from(admitted.values(), ({ hostname }) => hostname);
  const all = [...new Set([...agents, ...switches.hosts()])];
  return all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
