import type { Command } from 'commander';

import type { Resources } from '../../core/resources/resources.ts';
import type { JsonObject } from '../../live/mesos/json.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { parseResourcesOption } from '../live/live-options.ts';
import {
  type OperatorFlags,
  agentNamed,
  asked,
  printed,
  shortId,
  withOperatorOptions,
} from '../live/operator-command.ts';

interface ReserveFlags extends OperatorFlags {
  readonly role: string;
}

interface VolumeFlags extends ReserveFlags {
  readonly id: string;
  readonly size: string;
  readonly path?: string;
}

/** `evenhand reserve`: resources of an agent for one role. */
export function registerReserve(program: Command): void {
  register(program, 'reserve', {
    summary: 'keep resources of an agent for a role',
    description: 'Reserves resources of an agent that nobody holds for a role.',
  });
}

/** `evenhand unreserve`: undoes that. */
export function registerUnreserve(program: Command): void {
  register(program, 'unreserve', {
    summary: 'give reserved resources of an agent back to all',
    description:
      "Gives back what of an agent is reserved for a role and its frameworks don't hold.",
  });
}

function register(
  program: Command,
  verb: 'reserve' | 'unreserve',
  { summary, description }: { readonly summary: string; readonly description: string },
): void {
  const command = program
    .command(verb)
    .summary(summary)
    .description(description)
    .argument('<agent>', 'its id, the end of its id (S0), its address, or its host')
    .argument('<resources>', 'such as cpus:2;mem:1024')
    .requiredOption('--role <role>', 'for whom');
  withOperatorOptions(command)
    .addHelpText('after', helpExample(`evenhand ${verb} S0 "cpus:2;mem:1024" --role ads`))
    .action((agent: string, text: string, flags: ReserveFlags) =>
      reserve(verb, agent, text, flags),
    );
}

/** `evenhand volume`: persistent volumes of an agent. */
export function registerVolume(program: Command): void {
  const volume = program
    .command('volume')
    .summary('persistent volumes of an agent')
    .description("Creates or destroys persistent volumes on a role's reserved disk of an agent.");
  for (const verb of ['create', 'destroy'] as const) {
    const command = volume
      .command(verb)
      .description(
        verb === 'create'
          ? 'Makes a volume of disk that is reserved for the role.'
          : 'Destroys a volume and what is in it; the disk stays reserved.',
      )
      .argument('<agent>', 'its id, the end of its id (S0), its address, or its host')
      .requiredOption('--role <role>', 'whose disk it is')
      .requiredOption('--id <id>', 'of the volume')
      .requiredOption('--size <megabytes>', 'of the volume, MB')
      .option('--path <path>', 'where containers see it; its id unless given');
    withOperatorOptions(command)
      .addHelpText(
        'after',
        helpExample(`evenhand volume ${verb} S0 --role ads --id data --size 512`),
      )
      .action((agent: string, flags: VolumeFlags) => changeVolume(verb, agent, flags));
  }
}

/** Resources with a reservation on top, as documents. */
async function reserved(
  resources: Resources,
  role: string,
  principal: string | null,
): Promise<JsonObject[]> {
  const { resourceDocuments } = await import('../../live/mesos/resource-codec.ts');
  const by = principal === null ? {} : { principal };
  const reservations = [{ type: 'DYNAMIC', role, ...by }];
  return resourceDocuments(resources).map(({ role: _role, ...one }) => ({ ...one, reservations }));
}

async function reserve(
  verb: 'reserve' | 'unreserve',
  name: string,
  text: string,
  flags: ReserveFlags,
): Promise<void> {
  const { agentsOf } = await import('../../live/client/cluster-view.ts');
  const resources = parseResourcesOption(text, 'resources');
  if (resources.hasReserved) {
    throw new UsageError(`resources: found "${text}" with a role, wanted --role to say it`);
  }
  const agent = await asked(flags, async (client) => {
    const found = agentNamed(await agentsOf(client), name);
    await client.call(verb === 'reserve' ? 'RESERVE_RESOURCES' : 'UNRESERVE_RESOURCES', {
      agent_id: { value: found.id },
      resources: await reserved(resources, flags.role, client.principal),
    });
    return found.id;
  });
  const { role } = flags;
  printed(flags, { agent, role, resources: text }, () => `${shortId(agent)}: ${verb}d ${text}\n`);
}

async function changeVolume(
  verb: 'create' | 'destroy',
  name: string,
  flags: VolumeFlags,
): Promise<void> {
  const { agentsOf } = await import('../../live/client/cluster-view.ts');
  const { role, id, size, path = id } = flags;
  const disk = parseResourcesOption(`disk:${size}`, '--size');
  const agent = await asked(flags, async (client) => {
    const found = agentNamed(await agentsOf(client), name);
    const { principal } = client;
    const [document] = await reserved(disk, role, principal);
    const by = principal === null ? {} : { principal };
    const volume = { container_path: path, mode: 'RW' };
    await client.call(verb === 'create' ? 'CREATE_VOLUMES' : 'DESTROY_VOLUMES', {
      agent_id: { value: found.id },
      volumes: [{ ...document, disk: { persistence: { id, ...by }, volume } }],
    });
    return found.id;
  });
  const done = verb === 'create' ? 'created' : 'destroyed';
  printed(flags, { agent, role, volume: id }, () => `${shortId(agent)}: ${done} ${id}\n`);
}
