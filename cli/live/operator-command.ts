import type { Command } from 'commander';

import type { AgentView } from '../../live/client/cluster-view.ts';
import type { OperatorClient } from '../../live/client/operator-client.ts';
import { UsageError } from '../errors.ts';
import { type Json, writeJson } from '../output/json.ts';
import { type ClientFlags, foundMaster, withClientOptions } from './client-options.ts';
import { clientProblem, setting } from './live-options.ts';

/** What every command that asks a cluster's master takes. */
export interface OperatorFlags extends ClientFlags {
  readonly master: string;
  readonly json?: string | true;
}

/** Adds the flags of {@link OperatorFlags} to a command. */
export function withOperatorOptions(command: Command): Command {
  command.option('--json [file]', 'as JSON, to standard output when no file is named');
  return withMasterOptions(command);
}

/** The same without JSON, for a command that prints what others wrote. */
export function withMasterOptions(command: Command): Command {
  const what = 'of the master, of several, or zk://host:port,…/path';
  command.addOption(setting('--master <address>', what, '127.0.0.1:5050'));
  return withClientOptions(command);
}

/** How long somebody to lead is waited for, milliseconds. */
export const LEADER_MS = 10_000;

/** Masters that are tried one after the other where one does not answer. */
const TRIES = 7;

/**
 * Asks the master that the flags name.
 * @throws UsageError where nobody answers, CheckFailed with the master's words where it refuses
 */
export async function asked<Answer>(
  flags: OperatorFlags,
  ask: (client: OperatorClient) => Promise<Answer>,
  what = '--master',
): Promise<Answer> {
  // Loaded when they are wanted: help is there at once.
  const { OperatorClient } = await import('../../live/client/operator-client.ts');
  const { clientAccess } = await import('./client-access.ts');
  const { leaderOf } = await import('../../live/finding/master-finder.ts');
  const access = clientAccess(flags);
  const finder = foundMaster(flags.master, flags, () => undefined);
  try {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(new OperatorClient(await leaderOf(finder, LEADER_MS), access));
      } catch (error) {
        const isAway = error instanceof Error && error.name === 'NoMaster';
        if (!isAway || finder.isSole || tries === TRIES) throw error;
        finder.failed(null);
      }
    }
  } catch (error) {
    throw clientProblem(error, what);
  } finally {
    finder.close();
  }
}

/** Prints an answer: as JSON where that is wanted, as text unless JSON took its place. */
export function printed({ json }: OperatorFlags, document: Json, text: () => string): void {
  if (json !== undefined) writeJson(document, json);
  if (json !== true) process.stdout.write(text());
}

/**
 * The agent that a user names: by its id, the end of its id (`S0`), or its host where one agent
 * alone stands on it.
 * @throws UsageError for one that is not there, or several
 */
export function agentNamed(agents: readonly AgentView[], name: string): AgentView {
  const found = agents.filter(({ id, hostname, address }) => {
    return id === name || id.endsWith(`-${name}`) || hostname === name || address === name;
  });
  const [agent] = found;
  if (found.length === 1) return agent;
  const known = agents.map(({ id, hostname }) => `${shortId(id)} (${hostname})`).join(', ');
  if (found.length > 1) {
    const ids = found.map(({ id }) => shortId(id)).join(', ');
    throw new UsageError(
      `agent: found ${found.length} agents named "${name}", wanted one of ${ids}`,
    );
  }
  throw new UsageError(`agent: found "${name}", wanted one of ${known === '' ? 'none' : known}`);
}

/** `S0` of an agent's id, `0001` of a framework's: what tells those of one cluster apart. */
export function shortId(id: string): string {
  return /-([SO]?\d+)$/.exec(id)?.[1] ?? id;
}
