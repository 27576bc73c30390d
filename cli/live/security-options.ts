import type { Command } from 'commander';

import { UsageError } from '../errors.ts';
import { setting } from './live-options.ts';

/** How a server is kept from others; those of a master and of an agent together. */
export interface SecurityFlags {
  readonly credentials?: string;
  readonly httpCredentials?: string;
  readonly jwtKey?: string;
  readonly acls?: string;
  readonly roles?: string;
  readonly rateLimits?: string;
  readonly authenticateHttpFrameworks?: boolean;
  readonly authenticateHttpReadonly?: boolean;
  readonly authenticateHttpReadwrite?: boolean;
  readonly authenticateHttpExecutors?: boolean;
  readonly authenticateAgents?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsRequireClientCert?: boolean;
  readonly tlsSupportDowngrade?: boolean;
}

/** A flag that is on where it is named, and that a file or a variable may set to `false`. */
export function switched(flag: string, what: string): ReturnType<typeof setting> {
  return setting(`--${flag} [bool]`, what)
    .preset('true')
    .argParser((text: string) => {
      if (text === 'true' || text === '1') return true;
      if (text === 'false' || text === '0') return false;
      throw new UsageError(`--${flag}: found "${text}", wanted true or false`);
    });
}

/** Flags of a server's certificates; a client's are in `client-options.ts`. */
function withServerTls(command: Command): Command {
  return command
    .addOption(switched('tls-require-client-cert', 'send clients without a certificate away'))
    .addOption(switched('tls-support-downgrade', 'hear those who speak plain HTTP too'));
}

/** Adds a master's flags to a command. */
export function withMasterSecurity(command: Command): Command {
  command
    .addOption(setting('--acls <file>', 'who may do what, as in Mesos; or the JSON itself'))
    .addOption(
      setting('--roles <names>', 'that there may be, with commas between; any unless given'),
    )
    .addOption(setting('--rate-limits <file>', 'how often who may call, as in Mesos; or the JSON'))
    .addOption(setting('--credentials <file>', 'of principals and their secrets, as in Mesos'))
    .addOption(setting('--jwt-key <file>', 'that tokens are signed with: a secret or a public key'))
    .addOption(switched('authenticate-http-frameworks', 'frameworks say who they are'))
    .addOption(switched('authenticate-http-readonly', 'so do those who read'))
    .addOption(switched('authenticate-http-readwrite', 'and operators'))
    .addOption(switched('authenticate-agents', 'and agents'))
    .addOption(setting('--tls-ca <file>', 'of the authorities that sign certificates here'))
    .addOption(setting('--tls-cert <file>', 'certificate to show; TLS alone is spoken with it'))
    .addOption(setting('--tls-key <file>', 'of the certificate'));
  return withServerTls(command);
}

/** Adds an agent's flags, beside those of a client, to a command. */
export function withAgentSecurity(command: Command): Command {
  command
    .addOption(setting('--acls <file>', 'who may do what, as in Mesos; or the JSON itself'))
    .addOption(setting('--http-credentials <file>', 'of those who may ask it, as in Mesos'))
    .addOption(setting('--jwt-key <file>', 'that tokens are signed with: a secret or a public key'))
    .addOption(switched('authenticate-http-readonly', 'those who read say who they are'))
    .addOption(switched('authenticate-http-readwrite', 'and operators'))
    .addOption(switched('authenticate-http-executors', 'and executors'));
  return withServerTls(command);
}
