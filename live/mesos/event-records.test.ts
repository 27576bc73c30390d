import { describe, expect, it } from 'vitest';

import type { SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import { eventRecords } from './event-records.ts';

function offers(count: number): SchedulerEvent {
  const all = Array.from({ length: count }, (_, id) => {
    return { id, agentId: id, hostname: `agent-${id}`, resources: [1000] };
  });
  return { type: 'OFFERS', offers: all };
}

describe('records of an event', () => {
  it('are several where its offers would not fit, and all of them in order', () => {
    const records = eventRecords(offers(1300), (one) => JSON.stringify(one), 10_000);
    expect(records.length).toBeGreaterThan(1300 / 200);
    for (const record of records) expect(record.length).toBeLessThanOrEqual(10_000);
    const ids = records.flatMap((record) => {
      return (JSON.parse(String(record)) as { offers: { id: number }[] }).offers.map(
        ({ id }) => id,
      );
    });
    expect(ids).toEqual(Array.from({ length: 1300 }, (_, id) => id));
  });

  it('are one where there is one offer, however large, or none at all', () => {
    expect(eventRecords(offers(1), (one) => JSON.stringify(one), 10)).toHaveLength(1);
    const rescind = { type: 'RESCIND', offerId: 3 } as const;
    expect(eventRecords(rescind, () => 'x'.repeat(100), 10)).toEqual(['x'.repeat(100)]);
  });
});
