import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { type RunningAgent, runAgent } from '../../live/agent/run-agent.ts';
import { withoutPassword } from '../../live/zookeeper/zk-url.ts';
import type { AgentFlags } from '../commands/agent.ts';
import { UsageError } from '../errors.ts';
import { parseSizeBytes } from '../options/sizes.ts';
import { engineVersion } from '../version.ts';
import { liveLog } from './live-log.ts';
import {
  advertised,
  checkAddress,
  flagsOf,
  machineResources,
  parseAttributesOption,
  parsePort,
  parseResourcesOption,
  usualWorkDir,
} from './live-options.ts';
import { clientAccess } from './client-access.ts';
import { foundMaster } from './client-options.ts';
import { agentSecurity, isGuarded, withLibprocess } from './read-security.ts';
import { parseMesosDurationUs } from './mesos-duration.ts';
import { listenProblem } from './start-master.ts';

/**
 * @param share how many agents share this machine
 * @param place which of them it is
 * @throws UsageError for flags that make no sense
 */
export async function startAgent(
  flags: AgentFlags,
  share: number,
  place: number,
  onShutdown: (message: string) => void,
): Promise<RunningAgent> {
  const { ip, advertiseIp = ip, hostname = advertiseIp, resources, attributes = '' } = flags;
  const secured = withLibprocess(flags, process.env);
  const security = agentSecurity(secured);
  checkAddress(ip, flags.open === true || isGuarded(security));
  const workDir = resolve(flags.workDir ?? usualWorkDir(`agent-${flags.port}`));
  mkdirSync(workDir, { recursive: true });
  const log = liveLog(flags.logLevel);
  const offered = resources ?? machineResources(workDir, share, place);
  try {
    const agent = await runAgent({
      ip,
      port: parsePort(flags.port, '--port'),
      hostname,
      ...advertised(flags),
      workDir,
      resources: parseResourcesOption(offered, '--resources'),
      attributes: parseAttributesOption(attributes),
      dockerSocket: dockerSocketOf(flags),
      finder: foundMaster(flags.master, secured, (problem) => log.warn({ problem }, 'ZooKeeper')),
      registrationBackoffUs: parseMesosDurationUs(
        flags.registrationBackoffFactor,
        '--registration-backoff-factor',
      ),
      cgroups: flags.cgroups === true,
      allowPrivileged: flags.allowPrivileged === true,
      gcDelayMs: millisOf(flags.gcDelay ?? '7d', '--gc-delay'),
      fetcherCacheBytes: parseSizeBytes(flags.fetcherCacheSize ?? '2GiB', '--fetcher-cache-size'),
      executors: {
        registrationUs: parseMesosDurationUs(
          flags.executorRegistrationTimeout ?? '1m',
          '--executor-registration-timeout',
        ),
        reregistrationUs: parseMesosDurationUs(
          flags.executorReregistrationTimeout ?? '2s',
          '--executor-reregistration-timeout',
        ),
        shutdownGraceMs: millisOf(
          flags.executorShutdownGracePeriod ?? '5s',
          '--executor-shutdown-grace-period',
        ),
        recoveryTimeoutMs: millisOf(flags.recoveryTimeout ?? '15m', '--recovery-timeout'),
      },
      records: flags.recording,
      version: engineVersion(),
      log,
      flags: flagsOf({ ...flags, master: withoutPassword(flags.master), resources: offered }),
      switchesUser: flags.switchUser === true,
      access: clientAccess(secured),
      security,
      onShutdown,
    });
    // Agents beside each other on a machine lack the same.
    if (place === 0) for (const problem of agent.shortcomings) log.warn(problem);
    return agent;
  } catch (error) {
    throw listenProblem(error, ip, flags.port);
  }
}

function millisOf(text: string, flag: string): number {
  return Math.ceil(parseMesosDurationUs(text, flag) / 1000);
}

/** @throws UsageError for a containerizer that there is not */
function dockerSocketOf({ containerizers, dockerSocket }: AgentFlags): string | null {
  const named = containerizers.split(',').map((one) => one.trim());
  const strange = named.find((one) => one !== 'mesos' && one !== 'docker');
  if (strange !== undefined) {
    throw new UsageError(`--containerizers: found "${strange}", wanted mesos, docker or both`);
  }
  return named.includes('docker') ? dockerSocket : null;
}
