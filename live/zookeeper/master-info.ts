/** What a master writes into its candidate's node, as far as it says where the master is. */
export interface MasterAddress {
  readonly id: string;
  /** For people and for redirects. */
  readonly hostname: string;
  /** Dotted, version 4. */
  readonly ip: string;
  readonly port: number;
}

/** Capabilities a Mesos 1.12 master has that the engine has too. */
const CAPABILITIES = ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2'];

/** Mesos v1 `MasterInfo`, as `json.info_…` nodes, `GET_MASTER` and SUBSCRIBED show it. */
export interface MasterInfo {
  readonly id: string;
  /** The address's four bytes, the first lowest; kept for old leader finders. */
  readonly ip: number;
  readonly port: number;
  readonly pid: string;
  readonly hostname: string;
  readonly version: string;
  readonly address: { readonly hostname: string; readonly ip: string; readonly port: number };
  readonly capabilities: readonly { readonly type: string }[];
}

/** @param version of Mesos, whose behaviour is promised: clients compare it */
export function masterInfo(master: MasterAddress, version: string): MasterInfo {
  const { id, hostname, ip, port } = master;
  return {
    id,
    ip: packedIp(ip),
    port,
    pid: `master@${ip}:${port}`,
    hostname,
    version,
    address: { hostname, ip, port },
    capabilities: CAPABILITIES.map((type) => ({ type })),
  };
}

/**
 * Reads a candidate's node. Masters that others wrote may leave `address` out: then `pid` says it.
 * @returns what is wrong where it does not say where the master is
 */
export function readMasterAddress(content: string): MasterAddress | string {
  let info: unknown;
  try {
    info = JSON.parse(content);
  } catch (error) {
    return `a leader's node that is not JSON: ${String(error)}`;
  }
  const id = field(info, 'id');
  const address = field(info, 'address');
  const pid = /@(?<ip>[\d.]+):(?<port>\d+)$/.exec(String(field(info, 'pid')))?.groups;
  const ip = field(address, 'ip') ?? pid?.ip;
  const port = Number(field(address, 'port') ?? pid?.port);
  if (typeof id !== 'string' || typeof ip !== 'string' || !Number.isInteger(port)) {
    return `a leader's node "${content.slice(0, 60)}", wanted id, and address.ip and address.port`;
  }
  const hostname = field(address, 'hostname') ?? field(info, 'hostname') ?? ip;
  return { id, ip, port, hostname: typeof hostname === 'string' ? hostname : ip };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function packedIp(ip: string): number {
  const bytes = ip.split('.').map(Number);
  if (bytes.length !== 4 || !bytes.every((byte) => Number.isInteger(byte) && byte < 256)) {
    throw new Error(`a master's ip is "${ip}", wanted a dotted address of version 4`);
  }
  return bytes.reduceRight((packed, byte) => packed * 256 + byte, 0);
}
