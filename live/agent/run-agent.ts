import { randomInt } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';

import type { AgentOptions, ExecutorTimeouts } from '../../core/agent/agent-io.ts';
import { Agent } from '../../core/agent/agent.ts';
import type { Attribute } from '../../core/allocation/attributes.ts';
import type { AgentToMaster } from '../../core/protocol/agent-api.ts';
import { type SavedAgent, checkpointText } from '../../core/recording/agent-checkpoint.ts';
import type { RecordingHeader } from '../../core/recording/life-replay.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type {
  Containerizer,
  ContainerListener,
  RecoveredContainer,
} from '../containers/containerizer.ts';
import { OtherUsers } from '../containers/other-user.ts';
import { ProcessContainerizer } from '../containers/process-containerizer.ts';
import type { MasterFinder } from '../finding/master-finder.ts';
import { MonotonicClock } from '../host/clock.ts';
import { RecordingWriter, USUAL_RECORDING } from '../host/recording-writer.ts';
import { hashedId } from '../mesos/ids.ts';
import { splitResources } from '../mesos/resource-codec.ts';
import { type ClientAccess, NO_ACCESS } from '../security/client-access.ts';
import { NO_SECURITY, type Security, schemeOf } from '../security/security.ts';
import { AgentHost } from './agent-host.ts';
import { ContainersByImage } from './containers-by-image.ts';
import { CheckpointFile } from './checkpoint-file.ts';
import { AgentSite } from './agent-site.ts';
import { ExecutorRunner, isTheirs } from './executor-runner.ts';
import { FetchCache } from './fetcher/fetch-cache.ts';
import { Fetcher } from './fetcher/fetcher.ts';
import { agentServer } from './http/server.ts';
import { Launcher } from './launcher.ts';
import { MasterLink, type MasterLinkListener } from './master-link.ts';
import { PersistentVolumes } from './persistent-volumes.ts';
import { SandboxCollector } from './sandbox-collector.ts';
import { containerOf } from './task-container.ts';
import { TaskRunner } from './task-runner.ts';

/** How an agent is run. */
export interface AgentSettings {
  /** Address to listen on. */
  readonly ip: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly hostname: string;
  /** What the master is told in place of the address and the port. */
  readonly advertiseIp?: string;
  readonly advertisePort?: number;
  /** Absolute; sandboxes, the checkpoint and the recordings. One agent's only. */
  readonly workDir: string;
  readonly resources: Resources;
  readonly attributes: readonly Attribute[];
  /** Closed with the agent. */
  readonly finder: MasterFinder;
  /** Registration is spread over so long, so that a new master does not hear all at once. */
  readonly registrationBackoffUs: number;
  readonly records: boolean;
  /** Of Evenhand. */
  readonly version: string;
  readonly log: Logger;
  readonly flags: Readonly<Record<string, string>>;
  /** Of the Docker engine that runs images; null for none, so that only processes run. */
  readonly dockerSocket: string | null;
  /** Of executors of frameworks' own. */
  readonly executors: ExecutorSettings;
  /** Limits of processes are enforced by control groups, where the machine allows it. */
  readonly cgroups: boolean;
  /** Containers may ask to do on the machine what root may. */
  readonly allowPrivileged: boolean;
  /** How long sandboxes stay on an empty disk when nobody runs in them any more. */
  readonly gcDelayMs: number;
  /** Of what was fetched and is kept for those who want it again. */
  readonly fetcherCacheBytes: number;
  /** Whether processes run as the users whom frameworks name (Mesos `--switch_user`). */
  readonly switchesUser?: boolean;
  /** What it shows of itself to the master; nothing unless given. */
  readonly access?: ClientAccess;
  /** How its own server is kept from those who have no business there; not at all unless given. */
  readonly security?: Security;
  /** The master does not want this agent any more. */
  readonly onShutdown: (message: string) => void;
}

/** How long executors of frameworks' own may take: to come, to come back, to leave, to wait. */
export interface ExecutorSettings extends ExecutorTimeouts {
  readonly shutdownGraceMs: number;
  /** How long those of frameworks that checkpoint may wait for their agent. */
  readonly recoveryTimeoutMs: number;
}

export interface RunningAgent {
  readonly url: string;
  readonly site: AgentSite;
  readonly recording: string | null;
  /** What its containers cannot do on this machine, in words. */
  readonly shortcomings: readonly string[];
  /** @param kill whether containers end with it; they run on otherwise */
  stop(kill: boolean): Promise<void>;
}

/** Starts an agent; resolves when it answers, whether or not there is a master. */
export async function runAgent(settings: AgentSettings): Promise<RunningAgent> {
  const { workDir, log, ip, access = NO_ACCESS, security = NO_SECURITY } = settings;
  const clock = new MonotonicClock();
  const startUs = clock.now();
  const checkpoint = new CheckpointFile(join(workDir, 'meta', 'checkpoint.json'));
  const saved = checkpoint.read();
  const { agent, recording } = makeAgent(settings, saved, startUs);
  const place = { port: settings.port };
  const executors = new ExecutorRunner(workDir, () => {
    const { allowPrivileged } = settings;
    const { executorKey: key } = security;
    const endpoint = `${ip}:${place.port}`;
    return { ...settings.executors, allowPrivileged, key, endpoint };
  });
  const runner = new TaskRunner(workDir, executors, settings.allowPrivileged);
  let link: MasterLink | null = null;
  const send = (message: AgentToMaster): void => {
    const isNews = message.type === 'REGISTER_AGENT' || message.type === 'REREGISTER_AGENT';
    link?.send(isNews ? { ...message, port: settings.advertisePort ?? place.port } : message);
  };
  const volumes = new PersistentVolumes(workDir, (problem) => log.warn(problem));
  const parts = { agent, clock, checkpoint, recording, runner, executors, volumes, log, send };
  const host = new AgentHost(parts, saved?.cluster ?? '');
  const containerizer = await usualContainers(settings, runner);
  const cache = new FetchCache(join(workDir, 'fetch'), settings.fetcherCacheBytes);
  const users = settings.switchesUser === true ? new OtherUsers() : null;
  const launcher = new Launcher(workDir, new Fetcher(cache), containerizer, users, volumes);
  runner.begin(containerizer, launcher, (input) => host.feed(input));
  executors.begin(
    containerizer,
    launcher,
    (input) => host.feed(input),
    (container, how) => host.executorEnded(container, how),
  );
  const recovered = await containerizer.recover();
  const sandboxes = new SandboxCollector(
    { workDir, delayMs: settings.gcDelayMs, complain: (problem) => log.warn(problem) },
    (path) => isInUse(path, host, executors),
  );
  const site = new AgentSite({ host, runner, executors, sandboxes, cache, settings, startUs });
  const app = agentServer(log, site, security);
  await app.listen({ host: ip, port: settings.port });
  place.port = (app.server.address() as AddressInfo).port;
  site.listensAt(place.port);
  recoverLife(saved, recovered, site);
  volumes.clean();
  host.keepVolumes();
  sandboxes.start();
  const open = new MasterLink(settings.finder, linkListener(settings, site), access);
  link = open;
  return {
    url: `${schemeOf(security)}://${ip}:${place.port}`,
    site,
    recording: recording?.file ?? null,
    shortcomings: containerizer.shortcomings,
    stop: async (kill) => {
      open.close();
      settings.finder.close();
      host.close();
      sandboxes.close();
      if (kill) await runner.stopAll();
      await runner.close();
      await app.close();
      await recording?.close();
    },
  };
}

/** Whether a sandbox is one of a task or an executor that is not forgotten. */
function isInUse(path: string, host: AgentHost, executors: ExecutorRunner): boolean {
  const users = [...host.tasks.values(), ...executors.all()];
  return users.some((one) => containerOf(one)?.sandbox === path);
}

/** Finds again what an earlier process of the agent left, and ends what nobody asks for. */
function recoverLife(
  saved: SavedAgent | null,
  recovered: readonly RecoveredContainer[],
  { host, runner, executors, agentId }: AgentSite,
): void {
  const left = new Map(recovered.map((one) => [one.id, one]));
  const { tasks = [], executors: theirs = [] } = saved?.checkpoint ?? {};
  for (const task of tasks) {
    host.adopt(task);
    if (!isTheirs(task)) runner.place(task, host.cluster, agentId);
  }
  executors.recover(theirs, left, host.cluster, agentId);
  for (const task of tasks) if (isTheirs(task) && !task.over) executors.adopt(task);
  runner.recover(tasks, left);
  for (const one of left.values()) runner.discard(one);
  if (theirs.length > 0) host.feed({ type: 'RECOVERED' });
}

/** The agent's machine, and the recording of its life if there is to be one. */
function makeAgent(settings: AgentSettings, saved: SavedAgent | null, startUs: number) {
  const { hostname, resources, attributes, version, workDir, records } = settings;
  const { advertiseIp: ip = settings.ip } = settings;
  const { registrationUs, reregistrationUs } = settings.executors;
  const options: AgentOptions = {
    ...{ connection: 0, hostname, ip, ...splitResources(resources) },
    ...(attributes.length === 0 ? {} : { attributes }),
    executorTimeouts: { registrationUs, reregistrationUs },
  };
  const made = { options, found: saved === null ? null : checkpointText(saved) };
  const header: RecordingHeader = {
    ...{ evenhand: 'live-recording', format: 1, machine: 'agent' },
    ...{ version, made },
  };
  const folder = join(workDir, 'recordings');
  return {
    agent: new Agent(options, saved?.checkpoint ?? null),
    recording: records
      ? new RecordingWriter(header, { ...USUAL_RECORDING, folder }, startUs, (problem) =>
          settings.log.warn(problem),
        )
      : null,
  };
}

/** Feeds what comes over the link to the machine. */
function linkListener(settings: AgentSettings, site: AgentSite): MasterLinkListener {
  const { log, registrationBackoffUs, onShutdown } = settings;
  const { host } = site;
  let starts = true;
  const backoff = (): number => randomInt(0, registrationBackoffUs + 1);
  return {
    opened: () => {
      log.info('the way to the master is open');
      host.feed({ type: starts ? 'START' : 'DISCONNECTED', backoffUs: backoff() });
      starts = false;
    },
    heard: (message) => {
      if (message.type === 'AGENT_REGISTERED' || message.type === 'AGENT_REREGISTERED') {
        host.cluster = message.cluster ?? host.cluster;
        site.agentId = message.agentId;
        site.isRegistered = true;
        log.info({ agent: message.agentId }, 'registered');
      }
      host.feed(message);
      if (message.type === 'SHUTDOWN_AGENT') onShutdown(message.message);
    },
    closed: (reason) => {
      site.isRegistered = false;
      log.warn({ reason }, 'the master is away');
      host.feed({ type: 'DISCONNECTED', backoffUs: backoff() });
    },
    failed: (reason) => log.warn({ reason }, 'no way to a master yet'),
  };
}

async function usualContainers(
  settings: AgentSettings,
  listener: ContainerListener,
): Promise<Containerizer> {
  const { workDir, log, dockerSocket } = settings;
  const complain = (problem: string): void => log.warn(problem);
  const stateFolder = join(workDir, 'containers');
  const cgroupName = settings.cgroups ? `evenhand-${hashedId(workDir).toString(36)}` : null;
  const processes = new ProcessContainerizer({ stateFolder, listener, complain, cgroupName });
  if (dockerSocket === null) return processes;
  // Loaded where it is wanted: it is most of what an agent is.
  const { DockerContainerizer } = await import('../containers/docker-containerizer.ts');
  const engine = new DockerContainerizer({
    ...{ listener, complain, agent: workDir, socketPath: dockerSocket },
    stateFolder: join(workDir, 'docker'),
  });
  return new ContainersByImage(processes, engine);
}
