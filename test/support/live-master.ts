import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';

import type { MasterSite } from '../../live/master/master-site.ts';
import { runMaster } from '../../live/master/run-master.ts';

export interface LiveMaster {
  readonly url: string;
  readonly site: MasterSite;
  stop(): Promise<void>;
}

/** A master in this process, on a port of its own, with a folder that goes when it ends. */
export async function liveMaster(): Promise<LiveMaster> {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
  const master = await runMaster({
    ...{ ip: '127.0.0.1', port: 0, workDir: folder, policy: 'drf', version: '0.0.0' },
    ...{ allocationIntervalUs: 1e6, offerTimeoutUs: null, agentPingTimeoutUs: 15e6 },
    ...{ maxAgentPingTimeouts: 5, records: false, flags: {}, log: pino({ level: 'silent' }) },
    onFatal: (error) => {
      throw error;
    },
  });
  const { url, site } = master;
  if (site === null) throw new Error('found a master that does not lead, wanted one that leads');
  const stop = async (): Promise<void> => {
    // What is being stored would miss its folder.
    await site.host.stored();
    await master.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, site, stop };
}
