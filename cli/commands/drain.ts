import type { Command } from 'commander';

import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import {
  type OperatorFlags,
  agentNamed,
  asked,
  printed,
  shortId,
  withOperatorOptions,
} from '../live/operator-command.ts';
import { parseDurationUs } from '../options/durations.ts';

interface DrainFlags extends OperatorFlags {
  readonly maxGrace?: string;
  readonly markGone?: true;
  readonly wait?: true;
  readonly reactivate?: true;
}

/** How often the master is asked whether an agent is drained, milliseconds. */
const LOOK_MS = 500;

/** `evenhand drain`: empties an agent. */
export function registerDrain(program: Command): void {
  const command = program
    .command('drain')
    .summary('empty an agent')
    .description('Ends what runs on an agent and offers it to nobody, until it is reactivated.')
    .argument('<agent>', 'its id, the end of its id (S0), its address, or its host')
    .option('--max-grace <time>', 'tasks that take longer to end are killed')
    .option('--mark-gone', 'once it is empty it is gone for good')
    .option('--wait', 'end when it is empty')
    .option('--reactivate', 'offer it again, instead');
  withOperatorOptions(command)
    .addHelpText(
      'after',
      helpExample('evenhand drain S2 --max-grace 30s --wait', 'evenhand drain S2 --reactivate'),
    )
    .action(drain);
}

async function drain(name: string, flags: DrainFlags): Promise<void> {
  const { agentsOf } = await import('../../live/client/cluster-view.ts');
  const { maxGrace, markGone, reactivate, wait } = flags;
  if (reactivate === true && (maxGrace ?? markGone ?? wait) !== undefined) {
    throw new UsageError('--reactivate: found another option beside it, wanted it alone');
  }
  const graceUs = maxGrace === undefined ? null : parseDurationUs(maxGrace, '--max-grace');
  const agent = await asked(flags, async (client) => {
    const found = agentNamed(await agentsOf(client), name);
    const id = { agent_id: { value: found.id } };
    if (reactivate === true) await client.call('REACTIVATE_AGENT', id);
    else {
      const grace = graceUs === null ? {} : { max_grace_period: `${graceUs / 1e6}s` };
      await client.call('DRAIN_AGENT', { ...id, ...grace, mark_gone: markGone === true });
    }
    return found;
  });
  const began = reactivate === true ? 'active' : 'draining';
  const state = wait === true ? await settled(agent.id, flags) : began;
  printed(flags, { agent: agent.id, state }, () => `${shortId(agent.id)} is ${state}\n`);
}

/** What an agent is once it drains no more. */
async function settled(id: string, flags: OperatorFlags): Promise<string> {
  const { agentsOf } = await import('../../live/client/cluster-view.ts');
  // The call is answered before the master has written it down.
  for (let hasBegun = false; ; ) {
    const agent = (await asked(flags, agentsOf)).find((one) => one.id === id);
    const state = agent === undefined ? 'gone' : (agent.drain?.toLowerCase() ?? 'active');
    if (state === 'draining') hasBegun = true;
    else if (state !== 'active' || hasBegun) return state;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
