/** What `zk://[user:pass@]host[:port],…/path` says. */
export interface ZkUrl {
  /** `host:port`, in the order given; at least one. */
  readonly servers: readonly string[];
  /** Absolute, without a slash at the end; `/` alone is refused: Mesos wants a path too. */
  readonly path: string;
  /** For the `digest` scheme; null for none. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

const PORT = 2181;
const FORM = 'zk://[user:password@]host:port,…/path';

/**
 * Reads an address as Mesos's `--zk` and `--master` have it.
 * @throws Error that says what was found and what was wanted; the password is not in it
 */
export function parseZkUrl(text: string): ZkUrl {
  if (!text.startsWith('zk://')) {
    throw new Error(`"${withoutPassword(text)}" does not begin with zk://, wanted ${FORM}`);
  }
  const rest = text.slice('zk://'.length);
  const at = rest.lastIndexOf('@', authorityEnd(rest));
  const credentials = at < 0 ? null : readCredentials(rest.slice(0, at), text);
  const address = rest.slice(at + 1);
  const slash = address.indexOf('/');
  if (slash < 0 || slash === address.length - 1) {
    throw new Error(`"${withoutPassword(text)}" has no path, wanted ${FORM}`);
  }
  return {
    servers: address
      .slice(0, slash)
      .split(',')
      .map((server) => readServer(server, text)),
    path: readPath(address.slice(slash), text),
    credentials,
  };
}

/** The address without its password: for logs and `/flags`. */
export function withoutPassword(text: string): string {
  return text.replace(/^(zk:\/\/[^:/@]*):.*@/, '$1:…@');
}

/** Where the path begins: passwords may hold a slash, servers and paths no `@`. */
function authorityEnd(rest: string): number {
  const at = rest.lastIndexOf('@');
  return at < 0 ? rest.length : at;
}

function readCredentials(text: string, whole: string): ZkUrl['credentials'] {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1) {
    const user = colon < 0 ? text : text.slice(0, colon);
    throw new Error(
      `"${withoutPassword(whole)}" has credentials of "${user}", wanted user:password before the @`,
    );
  }
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function readServer(text: string, whole: string): string {
  const match = /^(?<host>\[[0-9A-Fa-f:.]+\]|[^:[\]\s]+)(?::(?<port>\d+))?$/.exec(text);
  const port = Number(match?.groups?.port ?? PORT);
  if (match === null || port < 1 || port > 65_535) {
    throw new Error(`"${withoutPassword(whole)}" names the server "${text}", wanted host:port`);
  }
  return `${match.groups?.host}:${port}`;
}

function readPath(text: string, whole: string): string {
  const path = text.endsWith('/') ? text.slice(0, -1) : text;
  const parts = path.split('/').slice(1);
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new Error(
      `"${withoutPassword(whole)}" has the path "${text}", wanted names between single slashes`,
    );
  }
  return path;
}
