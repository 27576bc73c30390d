import type { Command } from 'commander';

import { helpExample } from '../help.ts';
import { type AllocationFlags, withAllocationOptions } from '../live/allocation-options.ts';
import { compileEarly } from '../live/compile-early.ts';
import { configured } from '../live/configured-command.ts';
import { setting, stopSignal } from '../live/live-options.ts';
import { type SecurityFlags, switched, withMasterSecurity } from '../live/security-options.ts';

export interface MasterFlags extends SecurityFlags, AllocationFlags {
  readonly ip: string;
  readonly port: string;
  readonly hostname?: string;
  readonly advertiseIp?: string;
  readonly advertisePort?: string;
  readonly workDir?: string;
  readonly zk?: string;
  readonly zkSessionTimeout: string;
  readonly quorum?: string;
  readonly allocationInterval: string;
  readonly offerTimeout?: string;
  readonly agentPingTimeout: string;
  readonly maxAgentPingTimeouts: string;
  readonly whitelist?: string;
  readonly recording: boolean;
  readonly open?: boolean;
  readonly logLevel: string;
}

/** `evenhand master`: a master of a real cluster. */
export function registerMaster(program: Command): void {
  const command = program
    .command('master')
    .summary('a master of a real cluster')
    .description(
      "Runs a master: agents register with it and frameworks subscribe at Mesos's HTTP APIs. " +
        'It leads alone, or with --zk is elected among several.',
    )
    .addOption(setting('--ip <address>', 'to listen on', '127.0.0.1'))
    .addOption(setting('--port <port>', 'to listen on, 0 for any that is free', '5050'))
    .addOption(setting('--hostname <name>', 'how others reach it; the address unless given'))
    .addOption(setting('--advertise-ip <address>', 'to make known in place of --ip'))
    .addOption(setting('--advertise-port <port>', 'to make known in place of --port'))
    .addOption(setting('--work-dir <folder>', 'of the registry and the recordings'))
    .addOption(
      setting('--zk <address>', 'zk://host:port,…/path: elects masters and keeps the registry'),
    )
    .addOption(setting('--zk-session-timeout <time>', 'after which a leader is given up', '10s'))
    .addOption(
      setting('--quorum <count>', 'as Mesos has it; the majority is that of the ZooKeeper servers'),
    )
    .addOption(setting('--policy <name>', 'how resources are allocated', 'drf'))
    .addOption(setting('--allocation-interval <time>', 'between allocation cycles', '1s'))
    .addOption(setting('--offer-timeout <time>', 'after which unanswered offers are taken back'))
    .addOption(setting('--agent-ping-timeout <time>', 'for the answer of an agent', '15s'))
    .addOption(setting('--max-agent-ping-timeouts <count>', 'until it is unreachable', '5'))
    .addOption(setting('--whitelist <file>', 'of the hosts that are offered, a line each'))
    .option('--no-recording', 'do not record its life')
    .addOption(switched('open', 'listen where others reach it, though not all say who they are'))
    .addOption(setting('--log-level <level>', 'silent, error, warn, info or debug', 'info'));
  withMasterSecurity(withAllocationOptions(command)).addHelpText(
    'after',
    helpExample(
      'evenhand master --port 5050 --work-dir /var/lib/evenhand',
      'evenhand master --zk zk://n1:2181,n2:2181,n3:2181/evenhand',
    ),
  );
  const run = configured(command, async (flags: MasterFlags) => {
    // Loaded when it is wanted: other commands start without a server.
    compileEarly();
    const { startMaster } = await import('../live/start-master.ts');
    const master = await startMaster(flags);
    process.stdout.write(`master: ${master.url}\n`);
    await stopSignal();
    await master.stop();
  });
  command.action(run);
}
