import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

import { USUAL_HEALTH } from '../../core/master/agent-health.ts';
import type { Master } from '../../core/master/master.ts';
import { type MasterMade, makeMaster } from '../../core/recording/made-master.ts';
import type { Clock } from '../host/clock.ts';
import { RecordingWriter, USUAL_RECORDING } from '../host/recording-writer.ts';
import { MasterHistory } from './history.ts';
import { registerLivePage } from './http/live-page.ts';
import { masterServer, registerMasterRoutes } from './http/server.ts';
import { loggable } from '../security/loggable.ts';
import { NO_SECURITY } from '../security/security.ts';
import { MasterHost } from './master-host.ts';
import { type MasterPlace, MasterSite } from './master-site.ts';
import type { FoundRegistry, RegistryStore } from './registry-store.ts';
import type { MasterSettings } from './run-master.ts';
import { WhitelistFile } from './whitelist-file.ts';
import { watched } from './watched-master.ts';

/** What a term is begun with. */
export interface TermStart {
  readonly settings: MasterSettings;
  readonly clock: Clock;
  readonly place: MasterPlace;
  readonly found: FoundRegistry;
  readonly store: RegistryStore;
  /** See `MasterHostOptions`. */
  readonly mayAct: () => boolean;
}

/**
 * One leadership of a master: a machine, a history, a recording and a site of its own, and the
 * routes that answer from them. When it ends all of it is dropped; the next one begins with what
 * the registry says and what agents and schedulers tell.
 */
export class MasterTerm {
  readonly site: MasterSite;
  /** All that a leader answers; it does not listen itself. */
  readonly app: FastifyInstance;
  /** File of its recording; null where none is made. */
  readonly recording: string | null;
  private readonly start: TermStart;
  private readonly writer: RecordingWriter | null;
  private readonly host: MasterHost;
  private whitelist: WhitelistFile | null = null;

  constructor(start: TermStart) {
    this.start = start;
    const { settings, clock, place, found, store, mayAct } = start;
    const { log } = settings;
    const made = madeBy(settings);
    const master = makeMaster(made);
    const { history, feed } = watched(master, made, clock);
    this.writer = settings.records ? recordingOf(settings, made, clock.now()) : null;
    this.recording = this.writer?.file ?? null;
    this.host = new MasterHost({
      ...{ master, clock, store, mayAct, recording: this.writer },
      onFatal: settings.onFatal,
      onStepped: (input) => feed.stepped(input),
      onReject: (input, reason) =>
        log.info({ type: input.type, reason, input: loggable(input) }, 'refused'),
      onUpdate: (status) =>
        history.told(status, master.framework(status.frameworkId)?.tasks.get(status.taskId)),
    });
    const { security = NO_SECURITY } = settings;
    this.site = new MasterSite(this.host, place, found.cluster, history, log, security);
    this.app = masterServer(log, security);
    registerMasterRoutes(this.app, this.site);
    registerLivePage(this.app, this.site, { feed, recording: this.writer, settings });
  }

  /**
   * Resolves when the registry says that this one leads, or when the term has ended.
   * @throws Error when the registry cannot be read
   */
  async begin(): Promise<void> {
    await this.app.ready();
    await this.host.start(this.start.found);
    const { whitelist } = this.start.settings;
    if (whitelist !== undefined) this.whitelist = this.heed(whitelist);
  }

  /** Has the master offer the hosts of a file, as it is at any time. */
  private heed(file: string): WhitelistFile {
    const { log } = this.start.settings;
    return new WhitelistFile(file, {
      changed: (hosts) => {
        log.info({ file, hosts: hosts.length }, 'whitelist');
        this.site.switches.listed = new Set(hosts);
        this.host.feed({ type: 'SET_WHITELIST', hosts });
      },
      unreadable: (error) => log.warn({ err: error, file }, 'the whitelist cannot be read'),
    });
  }

  /** Nothing is heard or said from now on; resolves when its recording is on the disk. */
  async end(): Promise<void> {
    this.whitelist?.close();
    this.host.close();
    await this.app.close();
    await this.writer?.close();
  }
}

/** A site of a master that leads nobody: for what it tells of itself all the same. */
export function idleSite(settings: MasterSettings, clock: Clock, place: MasterPlace): MasterSite {
  const master: Master = makeMaster(madeBy(settings));
  const store = { store: () => Promise.reject(new Error('stored by a master that does not lead')) };
  const host = new MasterHost({
    ...{ master, clock, store, recording: null, onFatal: settings.onFatal },
    mayAct: () => false,
    onReject: () => undefined,
    onUpdate: () => undefined,
  });
  return new MasterSite(host, place, '', new MasterHistory(clock), settings.log);
}

function madeBy(settings: MasterSettings): MasterMade {
  const { policy, allocationIntervalUs, offerTimeoutUs, rules } = settings;
  return {
    ...{ policy, allocationIntervalUs, offerTimeoutUs },
    ...(rules === undefined ? {} : { rules }),
    seed: randomUUID(),
    health: {
      ...USUAL_HEALTH,
      pingTimeoutUs: settings.agentPingTimeoutUs,
      maxPingTimeouts: settings.maxAgentPingTimeouts,
    },
  };
}

function recordingOf(
  { workDir, version }: MasterSettings,
  made: MasterMade,
  startUs: number,
): RecordingWriter {
  const header = {
    evenhand: 'live-recording',
    format: 1,
    machine: 'master',
    version,
    made,
  } as const;
  const folder = join(workDir, 'recordings');
  return new RecordingWriter(header, { ...USUAL_RECORDING, folder }, startUs);
}
