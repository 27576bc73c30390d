import type { Command } from 'commander';

import type { MasterFinder } from '../../live/finding/master-finder.ts';
import { findMaster, parseMasters, setting } from './live-options.ts';

/** How a command that asks a cluster is known to it. */
export interface ClientFlags {
  readonly credential?: string;
  readonly principal?: string;
  readonly secret?: string;
  readonly token?: string;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Adds the flags of {@link ClientFlags} to a command. */
export function withClientOptions(command: Command): Command {
  return command
    .addOption(setting('--credential <file>', 'of a principal and its secret'))
    .addOption(setting('--principal <name>', 'to be known by'))
    .addOption(setting('--secret <text>', 'of the principal; others see what is not a variable'))
    .addOption(setting('--token <file>', 'of a JSON Web Token to be known by'))
    .addOption(setting('--tls-ca <file>', 'of the authorities that sign certificates here'))
    .addOption(setting('--tls-cert <file>', 'certificate to show'))
    .addOption(setting('--tls-key <file>', 'of the certificate'));
}

/**
 * The leading master, found by what `--master` says; by TLS where certificates are spoken of and no
 * scheme is.
 * @param complain hears what went wrong at ZooKeeper and was put right
 * @throws UsageError
 */
export function foundMaster(
  text: string,
  { tlsCa, tlsCert }: ClientFlags,
  complain: (problem: string) => void,
): MasterFinder {
  const scheme = tlsCa === undefined && tlsCert === undefined ? 'http' : 'https';
  return findMaster(parseMasters(text, scheme), complain, scheme);
}
