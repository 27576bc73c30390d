import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';

import { USUAL_HEALTH } from '../../core/master/agent-health.ts';
import { MonotonicClock } from '../host/clock.ts';
import { RecordingWriter, USUAL_RECORDING } from '../host/recording-writer.ts';
import { writeMachineJson } from '../host/machine-json.ts';
import { MasterHistory } from './history.ts';
import { masterServer, registerMasterRoutes } from './http/server.ts';
import { makeMaster, type MasterMade } from './made-master.ts';
import { MasterHost } from './master-host.ts';
import { MasterSite } from './master-site.ts';
import { NO_SECURITY, type Security, schemeOf } from '../security/security.ts';
import { RegistryFile, type RegistryStore } from './registry-store.ts';

/** How a master is run. */
export interface MasterSettings {
  /** Address to listen on. */
  readonly ip: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** How others reach it; the address unless given. */
  readonly hostname?: string;
  /** Folder of the registry and the recordings. */
  readonly workDir: string;
  readonly policy: string;
  readonly allocationIntervalUs: number;
  readonly offerTimeoutUs: number | null;
  readonly agentPingTimeoutUs: number;
  readonly maxAgentPingTimeouts: number;
  /** Whether its life is recorded. */
  readonly records: boolean;
  /** Of Evenhand. */
  readonly version: string;
  readonly log: Logger;
  /** As the user gave them, for `/flags`. */
  readonly flags: Readonly<Record<string, string>>;
  /** Where the registry is kept; a file in the work folder unless given. */
  readonly store?: RegistryStore;
  /** How it is kept from those who have no business there; not at all unless given. */
  readonly security?: Security;
  /** The registry cannot be written: the process must end. */
  readonly onFatal: (error: unknown) => void;
}

export interface RunningMaster {
  /** Such as `http://127.0.0.1:5050`. */
  readonly url: string;
  readonly site: MasterSite;
  /** The recording of its life; null where none is made. */
  readonly recording: string | null;
  stop(): Promise<void>;
}

/** Starts a master that leads alone; resolves when it answers. */
export async function runMaster(settings: MasterSettings): Promise<RunningMaster> {
  const { ip, workDir, log, version } = settings;
  const clock = new MonotonicClock();
  const startUs = clock.now();
  const store = settings.store ?? new RegistryFile(join(workDir, 'registry.json'));
  const found = await store.begin();
  const id = randomUUID();
  const made: MasterMade = {
    policy: settings.policy,
    seed: id,
    allocationIntervalUs: settings.allocationIntervalUs,
    offerTimeoutUs: settings.offerTimeoutUs,
    health: {
      ...USUAL_HEALTH,
      pingTimeoutUs: settings.agentPingTimeoutUs,
      maxPingTimeouts: settings.maxAgentPingTimeouts,
    },
  };
  const master = makeMaster(made);
  const history = new MasterHistory(clock);
  master.observe(history);
  const header = {
    evenhand: 'live-recording',
    format: 1,
    machine: 'master',
    version,
    made,
  } as const;
  const folder = join(workDir, 'recordings');
  const recording = settings.records
    ? new RecordingWriter(header, { ...USUAL_RECORDING, folder }, startUs)
    : null;
  const host = new MasterHost({
    ...{ master, clock, store, recording },
    onFatal: settings.onFatal,
    onReject: (input, reason) =>
      log.info(
        { type: input.type, reason, input: writeMachineJson(input).slice(0, 500) },
        'refused',
      ),
    onUpdate: (status) =>
      history.told(status, master.framework(status.frameworkId)?.tasks.get(status.taskId)),
  });
  await host.start(found);
  const security = settings.security ?? NO_SECURITY;
  const app = masterServer(log, security);
  const placed = {
    hostname: settings.hostname ?? ip,
    ip,
    startUs,
    electedUs: clock.now(),
    version,
  };
  const place = { id, ...placed, port: settings.port, flags: settings.flags };
  const site = new MasterSite(host, place, found.cluster, history, log);
  registerMasterRoutes(app, site);
  await app.listen({ host: ip, port: settings.port });
  const { port } = app.server.address() as AddressInfo;
  site.listensAt(port);
  return {
    url: `${schemeOf(security)}://${ip}:${port}`,
    site,
    recording: recording?.file ?? null,
    stop: async () => {
      host.close();
      await app.close();
      await recording?.close();
    },
  };
}
