import type { Command } from 'commander';
import { z } from 'zod';

import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import {
  type OperatorFlags,
  asked,
  printed,
  withOperatorOptions,
} from '../live/operator-command.ts';
import { printable } from '../output/terminal.ts';

const weightsSchema = z.looseObject({
  weight_infos: z.array(z.looseObject({ role: z.string(), weight: z.number() })).default([]),
});

/** `evenhand weights`: what roles count for. */
export function registerWeights(program: Command): void {
  const weights = program
    .command('weights')
    .summary('what roles count for')
    .description('Prints or sets the weights of roles: their shares are divided by them.');
  withOperatorOptions(weights.command('get').description('Prints the weights that were set.'))
    .addHelpText('after', helpExample('evenhand weights get'))
    .action(get);
  const set = weights
    .command('set')
    .description('Sets weights; other roles keep theirs.')
    .argument('<role=weight...>', 'such as eng=2');
  withOperatorOptions(set)
    .addHelpText('after', helpExample('evenhand weights set eng=2 ads=1'))
    .action(setWeights);
}

async function get(flags: OperatorFlags): Promise<void> {
  const { weight_infos: weights } = await asked(flags, async (client) =>
    weightsSchema.parse(await client.call('GET_WEIGHTS')),
  );
  const document = Object.fromEntries(weights.map(({ role, weight }) => [role, weight]));
  printed(flags, { weights: document }, () => {
    if (weights.length === 0) return 'every role has weight 1\n';
    return weights.map(({ role, weight }) => `${printable(role)} ${weight}\n`).join('');
  });
}

async function setWeights(texts: readonly string[], flags: OperatorFlags): Promise<void> {
  const weights = texts.map((text) => {
    const [, role = '', number = ''] = /^(.+)=([^=]+)$/.exec(text) ?? [];
    const weight = Number(number);
    if (role !== '' && weight > 0 && Number.isFinite(weight)) return { role, weight };
    throw new UsageError(`weights: found "${text}", wanted a role and a number above 0 as eng=2`);
  });
  await asked(flags, (client) => client.call('UPDATE_WEIGHTS', { weight_infos: weights }));
  printed(flags, { set: weights }, () => '');
}
