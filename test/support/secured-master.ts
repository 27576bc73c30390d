import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';

import {
  type MasterSettings,
  type RunningMaster,
  runMaster,
} from '../../live/master/run-master.ts';
import type { Security } from '../../live/security/security.ts';

/** A master on loopback for tests of who may do what there, and what removes it. */
export interface SecuredMaster {
  readonly master: RunningMaster;
  stop(): Promise<void>;
}

/** Starts a master that leads alone, kept as `security` says. */
export async function securedMaster(
  security: Security,
  more: Partial<MasterSettings> = {},
): Promise<SecuredMaster> {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
  let isOver = false;
  const master = await runMaster({
    ...{ ip: '127.0.0.1', port: 0, workDir: folder, policy: 'drf', version: '0.0.0' },
    ...{ allocationIntervalUs: 1e6, offerTimeoutUs: null, agentPingTimeoutUs: 15e6 },
    ...{ maxAgentPingTimeouts: 5, records: false, flags: {}, log: pino({ level: 'silent' }) },
    onFatal: (error) => {
      // What was still being stored when the test ended has nowhere to go.
      if (!isOver) throw error;
    },
    security,
    ...more,
  });
  const stop = async (): Promise<void> => {
    isOver = true;
    await master.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { master, stop };
}
