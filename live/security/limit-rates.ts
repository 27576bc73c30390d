import type { FastifyInstance } from 'fastify';

import { principalOf } from './principal.ts';
import type { RateLimits } from './rate-limits.ts';
import type { RealmOf } from './guard.ts';

/**
 * Has requests wait for their turn, and answers 429 to those of whom too many wait: what Mesos
 * tells a framework of the older protocol as an ERROR. To be called after the guard's hook.
 */
export function limitRates(app: FastifyInstance, limits: RateLimits, realmOf: RealmOf): void {
  app.addHook('onRequest', async (request, reply) => {
    const realm = realmOf(request);
    // An agent's stream is one request, and health is asked by those who balance load.
    if (realm === null || realm === 'mesos-master-agent') return undefined;
    const isCall = realm === 'mesos-master-scheduler';
    const turn = await limits.turn(principalOf(request), isCall);
    if (turn.granted) return undefined;
    return reply
      .code(429)
      .header('retry-after', '1')
      .type('text/plain; charset=utf-8')
      .send(`Message dropped: capacity(${turn.capacity}) exceeded`);
  });
}
