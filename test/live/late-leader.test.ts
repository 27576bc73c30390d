import { expect, it } from 'vitest';

import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { SchedulerHost } from '../../live/client/scheduler-host.ts';
import type { MasterFinder } from '../../live/finding/master-finder.ts';
import { MonotonicClock } from '../../live/host/clock.ts';
import { NO_ACCESS } from '../../live/security/client-access.ts';
import { liveMaster } from '../support/live-master.ts';

/** Knows of nobody who leads until it is told. */
class LateFinder implements MasterFinder {
  leader: URL | null = null;
  readonly isSole = false;
  private changed: () => void = () => undefined;

  follow(changed: () => void): () => void {
    this.changed = changed;
    return () => undefined;
  }

  found(leader: URL): void {
    this.leader = leader;
    this.changed();
  }

  failed(): void {}

  close(): void {}
}

it('a scheduler subscribes when its master is found after it began', async () => {
  const master = await liveMaster();
  const finder = new LateFinder();
  const subscribed = new Promise<void>((resolve, reject) => {
    const host: SchedulerHost = new SchedulerHost({
      ...{ finder, access: NO_ACCESS, clock: new MonotonicClock(), user: 'nobody' },
      ...{ space: new ResourceSpace(['cpus']), taskDocument: () => ({}), onFatal: reject },
      step: (_now, { type }) => {
        if (type === 'START') host.send({ type: 'SUBSCRIBE', connection: 0, name: 'late' });
        if (type === 'SUBSCRIBED') host.tearDown().then(resolve, reject);
      },
    });
    host.start();
    finder.found(new URL(master.url));
  });
  try {
    await subscribed;
  } finally {
    await master.stop();
  }
  expect(finder.leader?.href).toContain(master.url);
});
