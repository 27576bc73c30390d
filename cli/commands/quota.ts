import type { Command } from 'commander';
import { z } from 'zod';

import { fromMilli } from '../../core/resources/quantities.ts';
import { CheckFailed, UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { parseResourcesOption } from '../live/live-options.ts';
import {
  type OperatorFlags,
  asked,
  printed,
  withOperatorOptions,
} from '../live/operator-command.ts';
import { type Column, renderTable } from '../output/table.ts';
import { printable, terminalOf } from '../output/terminal.ts';

const scalars = z.record(z.string(), z.looseObject({ value: z.number() })).default({});
const quotaSchema = z.looseObject({
  status: z
    .looseObject({
      configs: z
        .array(z.looseObject({ role: z.string(), guarantees: scalars, limits: scalars }))
        .default([]),
    })
    .default({ configs: [] }),
});

interface SetFlags extends OperatorFlags {
  readonly guarantees?: string;
  readonly limits?: string;
  readonly force?: true;
}

/** `evenhand quota`: what roles are promised, and at most given. */
export function registerQuota(program: Command): void {
  const quota = program
    .command('quota')
    .summary('what roles are promised, and at most given')
    .description("Prints, sets or removes roles' quotas: guarantees and limits.");
  const get = quota
    .command('get')
    .description('Prints quotas, or that of one role.')
    .argument('[role]', 'all without one');
  withOperatorOptions(get)
    .addHelpText('after', helpExample('evenhand quota get', 'evenhand quota get ads --json'))
    .action(getQuota);
  const set = quota
    .command('set')
    .description("Sets a role's quota in place of the one it has.")
    .argument('<role>', 'a top-level role')
    .option('--guarantees <resources>', 'what it is promised; nothing unless given')
    .option('--limits <resources>', 'what it gets at most; as much as there is unless given')
    .option('--force', 'even if there is not so much, or it has more');
  withOperatorOptions(set)
    .addHelpText(
      'after',
      helpExample('evenhand quota set ads --guarantees "cpus:4;mem:4096" --limits cpus:8'),
    )
    .action(setQuota);
  const remove = quota
    .command('remove')
    .description("Removes a role's quota.")
    .argument('<role>', 'that has one');
  withOperatorOptions(remove)
    .addHelpText('after', helpExample('evenhand quota remove ads'))
    .action(removeQuota);
}

type Amounts = Readonly<Record<string, { readonly value: number }>>;

async function getQuota(role: string | undefined, flags: OperatorFlags): Promise<void> {
  const all = await asked(flags, async (client) =>
    quotaSchema.parse(await client.call('GET_QUOTA')),
  );
  const configs = all.status.configs.filter((one) => role === undefined || one.role === role);
  if (role !== undefined && configs.length === 0) throw new CheckFailed(`${role} has no quota`);
  const units = (amounts: Amounts): Record<string, number> =>
    Object.fromEntries(Object.entries(amounts).map(([name, { value }]) => [name, value]));
  const document = configs.map((one) => ({
    role: one.role,
    guarantees: units(one.guarantees),
    limits: units(one.limits),
  }));
  printed(flags, { quotas: document }, () => {
    if (configs.length === 0) return 'no role has a quota\n';
    const words = (amounts: Amounts): string =>
      Object.entries(amounts)
        .map(([name, { value }]) => `${name} ${value}`)
        .join(', ');
    const columns = ['role', 'guarantees', 'limits'].map(
      (heading): Column => ({ heading, align: 'left' }),
    );
    const rows = configs.map((one) =>
      [one.role, words(one.guarantees), words(one.limits)].map((text) => ({
        text: printable(text),
      })),
    );
    return renderTable(columns, rows, terminalOf(process.stdout, process.env));
  });
}

async function setQuota(role: string, flags: SetFlags): Promise<void> {
  const { guarantees, limits, force } = flags;
  if (guarantees === undefined && limits === undefined) {
    throw new UsageError('quota: found neither, wanted --guarantees, --limits or both');
  }
  const config = {
    role,
    guarantees: amountsOf(guarantees, '--guarantees'),
    limits: amountsOf(limits, '--limits'),
  };
  const payload = { force: force === true, quota_configs: [config] };
  await asked(flags, (client) => client.call('UPDATE_QUOTA', payload));
  printed(flags, { set: role }, () => '');
}

function amountsOf(text: string | undefined, what: string): Amounts {
  if (text === undefined) return {};
  const amounts = parseResourcesOption(text, what).scalarQuantities();
  return Object.fromEntries(
    Array.from(amounts, ([name, milli]) => [name, { value: fromMilli(milli) }]),
  );
}

async function removeQuota(role: string, flags: OperatorFlags): Promise<void> {
  const payload = { force: true, quota_configs: [{ role, guarantees: {}, limits: {} }] };
  await asked(flags, async (client) => {
    const { status } = quotaSchema.parse(await client.call('GET_QUOTA'));
    if (!status.configs.some((one) => one.role === role)) {
      throw new CheckFailed(`${role} has no quota`);
    }
    await client.call('UPDATE_QUOTA', payload);
  });
  printed(flags, { removed: role }, () => '');
}
