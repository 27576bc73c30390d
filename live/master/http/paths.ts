/**
 * Endpoints whose longer paths are theirs too: in Mesos the longest known prefix answers, so that
 * `/api/v1/operator` reaches `/api/v1`. Longer ones stand before those that they begin with.
 */
const PREFIXES: readonly string[] = [
  ...['/api/v1/scheduler', '/api/v1', '/state', '/state-summary', '/slaves', '/frameworks'],
  ...['/tasks', '/roles', '/weights', '/flags', '/health', '/version', '/redirect'],
  ...['/maintenance/schedule', '/maintenance/status', '/machine/down', '/machine/up'],
  ...['/reserve', '/unreserve', '/create-volumes', '/destroy-volumes', '/teardown'],
  '/metrics/snapshot',
];

/**
 * The path under which an endpoint is registered, for whatever a client calls it: with the name
 * of the process before it (`/master/state`), with a slash behind it, with more behind it, or with
 * the `.json` that names had before Mesos 1.0.
 */
export function plainPath(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  const named = path.startsWith('/master/') ? path.slice('/master'.length) : path;
  const plain = named.length > 1 && named.endsWith('/') ? named.slice(0, -1) : named;
  const known = PREFIXES.find((one) => {
    return plain === one || plain.startsWith(`${one}/`) || plain === `${one}.json`;
  });
  return (known ?? plain) + (end < 0 ? '' : url.slice(end));
}
