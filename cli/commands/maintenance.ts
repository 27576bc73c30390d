import type { Command } from 'commander';
import { z } from 'zod';

import type { OperatorClient } from '../../live/client/operator-client.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import {
  type OperatorFlags,
  asked,
  printed,
  withOperatorOptions,
} from '../live/operator-command.ts';
import { parseDurationUs } from '../options/durations.ts';
import { printable } from '../output/terminal.ts';

const machineSchema = z.object({ hostname: z.string().optional(), ip: z.string().optional() });
const timeSchema = z.object({ nanoseconds: z.number() });
const windowSchema = z.object({
  machine_ids: z.array(machineSchema),
  unavailability: z.object({ start: timeSchema, duration: timeSchema.optional() }),
});
const scheduleAnswer = z.looseObject({
  schedule: z.looseObject({ windows: z.array(windowSchema).default([]) }).default({ windows: [] }),
});
const statusAnswer = z.looseObject({
  status: z
    .looseObject({
      draining_machines: z.array(z.looseObject({ id: machineSchema })).default([]),
      down_machines: z.array(machineSchema).default([]),
    })
    .default({ draining_machines: [], down_machines: [] }),
});

type Machine = z.infer<typeof machineSchema>;
type Window = z.infer<typeof windowSchema>;

interface ScheduleFlags extends OperatorFlags {
  readonly in: string;
  readonly for?: string;
  readonly clear?: true;
}

const MACHINES = 'HOST, /IP or HOST/IP; the address of an agent on the host is found';

/** `evenhand maintenance`: machines that are to be worked on. */
export function registerMaintenance(program: Command): void {
  const maintenance = program
    .command('maintenance')
    .summary('machines that are to be worked on')
    .description('Announces maintenance of machines, brings them down and up again.');
  const schedule = maintenance
    .command('schedule')
    .description('Adds machines to the schedule; prints it when none is named.')
    .argument('[machines...]', MACHINES)
    .option('--in <time>', 'when it begins, from now', '0s')
    .option('--for <time>', 'how long it lasts; nobody knows unless given')
    .option('--clear', 'take the machines, or all, out of the schedule instead');
  withOperatorOptions(schedule)
    .addHelpText(
      'after',
      helpExample(
        'evenhand maintenance schedule node7 --in 1h --for 30m',
        'evenhand maintenance schedule --clear',
      ),
    )
    .action(changeSchedule);
  withOperatorOptions(maintenance.command('status').description('Prints who drains or is down.'))
    .addHelpText('after', helpExample('evenhand maintenance status --json'))
    .action(status);
  for (const way of ['down', 'up'] as const) {
    const what =
      way === 'down'
        ? 'Begins the maintenance of machines in the schedule: their agents are removed.'
        : 'Ends the maintenance of machines: their agents may come back.';
    const command = maintenance.command(way).description(what).argument('<machines...>', MACHINES);
    withOperatorOptions(command)
      .addHelpText('after', helpExample(`evenhand maintenance ${way} node7`))
      .action((names: readonly string[], flags: OperatorFlags) => bring(way, names, flags));
  }
}

async function windowsOf(client: OperatorClient): Promise<Window[]> {
  return scheduleAnswer.parse(await client.call('GET_MAINTENANCE_SCHEDULE')).schedule.windows;
}

async function changeSchedule(names: readonly string[], flags: ScheduleFlags): Promise<void> {
  const startUs = parseDurationUs(flags.in, '--in');
  const lengthUs = flags.for === undefined ? null : parseDurationUs(flags.for, '--for');
  const windows = await asked(flags, async (client): Promise<Window[]> => {
    const before = await windowsOf(client);
    if (names.length === 0 && flags.clear !== true) return before;
    const machines = await machinesNamed(client, names);
    // A machine stands in one window: a new one takes the place of that it was in.
    const without = before.flatMap((window) => {
      const ids = window.machine_ids.filter((one) => !machines.some((two) => same(one, two)));
      return ids.length === 0 ? [] : [{ ...window, machine_ids: ids }];
    });
    const kept = names.length === 0 ? [] : without;
    const start = { nanoseconds: (Date.now() * 1000 + startUs) * 1000 };
    const duration = lengthUs === null ? {} : { duration: { nanoseconds: lengthUs * 1000 } };
    const added = { machine_ids: machines, unavailability: { start, ...duration } };
    const after = flags.clear === true ? kept : [...kept, added];
    await client.call('UPDATE_MAINTENANCE_SCHEDULE', { schedule: { windows: documents(after) } });
    return after;
  });
  printed(flags, { windows: documents(windows) }, () => scheduleText(windows));
}

/** Without fields that are not there. */
function documents(windows: readonly Window[]) {
  return windows.map(({ machine_ids: machines, unavailability: { start, duration } }) => ({
    machine_ids: machines.map(machineDocument),
    unavailability: duration === undefined ? { start } : { start, duration },
  }));
}

function machineDocument({ hostname, ip }: Machine) {
  return { ...(hostname === undefined ? {} : { hostname }), ...(ip === undefined ? {} : { ip }) };
}

function scheduleText(windows: readonly Window[]): string {
  if (windows.length === 0) return 'no maintenance is scheduled\n';
  return windows
    .map(({ machine_ids: machines, unavailability: { start, duration } }) => {
      const from = new Date(start.nanoseconds / 1e6).toISOString().slice(0, 19);
      const length = duration === undefined ? '' : ` for ${duration.nanoseconds / 1e9} s`;
      return `${from}${length}: ${machines.map(machineText).join(', ')}\n`;
    })
    .join('');
}

async function status(flags: OperatorFlags): Promise<void> {
  const answer = await asked(flags, async (client) =>
    statusAnswer.parse(await client.call('GET_MAINTENANCE_STATUS')),
  );
  const draining = answer.status.draining_machines.map(({ id }) => id);
  const down = answer.status.down_machines;
  const document = { draining: draining.map(machineDocument), down: down.map(machineDocument) };
  printed(flags, document, () => {
    const lines = [
      ...draining.map((machine) => `${machineText(machine)} is draining\n`),
      ...down.map((machine) => `${machineText(machine)} is down\n`),
    ];
    return lines.length === 0 ? 'all machines are up\n' : lines.join('');
  });
}

async function bring(
  way: 'down' | 'up',
  names: readonly string[],
  flags: OperatorFlags,
): Promise<void> {
  const machines = await asked(flags, async (client) => {
    const found = await machinesNamed(client, names);
    const documented = found.map(machineDocument);
    const type = way === 'down' ? 'START_MAINTENANCE' : 'STOP_MAINTENANCE';
    await client.call(type, { machines: documented });
    return documented;
  });
  printed(flags, { [way]: machines }, () => {
    return machines.map((machine) => `${machineText(machine)} is ${way}\n`).join('');
  });
}

/** Machines as the schedule has them; others as their agents have registered. */
async function machinesNamed(client: OperatorClient, names: readonly string[]): Promise<Machine[]> {
  const { agentsOf } = await import('../../live/client/cluster-view.ts');
  const windows = await windowsOf(client);
  const scheduled = windows.flatMap(({ machine_ids: machines }) => machines);
  const agents = await agentsOf(client);
  return names.map((name) => {
    const [, hostname = '', ip = ''] = /^([^/]*)(?:\/(.+))?$/.exec(name) ?? [];
    if (hostname === '' && ip === '') {
      throw new UsageError(`machine: found "${name}", wanted HOST, /IP or HOST/IP`);
    }
    if (ip !== '') return hostname === '' ? { ip } : { hostname, ip };
    const known = scheduled.find((one) => one.hostname === hostname.toLowerCase());
    if (known !== undefined) return known;
    const address = agents.find((agent) => agent.hostname === hostname)?.address;
    const found = address === undefined || address === null ? '' : address.replace(/:\d+$/, '');
    return found === '' ? { hostname } : { hostname, ip: found };
  });
}

function same(one: Machine, two: Machine): boolean {
  const host = (machine: Machine): string => (machine.hostname ?? '').toLowerCase();
  return host(one) === host(two) && (one.ip ?? '') === (two.ip ?? '');
}

function machineText({ hostname = '', ip = '' }: Machine): string {
  return printable(ip === '' ? hostname : `${hostname}/${ip}`);
}
