import { expect, it } from 'vitest';

import type { Offer, SchedulerEvent } from '../../../core/protocol/scheduler-api.ts';
import { EventQueue } from './event-queue.ts';

it('writes offers of many agents part by part, and what follows behind them', async () => {
  const written: string[] = [];
  const queue = new EventQueue((event: SchedulerEvent) => {
    written.push(event.type === 'OFFERS' ? `OFFERS ${event.offers.length}` : event.type);
  });
  const offers = Array.from({ length: 250 }, (_, id): Offer => {
    return { id, agentId: id, hostname: `agent-${id}`, resources: [1000] };
  });
  queue.push({ type: 'SUBSCRIBED', framework: 0 });
  queue.push({ type: 'OFFERS', offers });
  queue.push({ type: 'RESCIND', offerId: 249 });
  expect(written).toEqual(['SUBSCRIBED', 'OFFERS 50']);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(written.slice(1)).toEqual([...Array<string>(5).fill('OFFERS 50'), 'RESCIND']);
  queue.push({ type: 'OFFERS', offers: offers.slice(0, 20) });
  expect(written.at(-1)).toBe('OFFERS 20');
});
