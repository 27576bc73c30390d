import { readFileSync, statfsSync } from 'node:fs';
import { cpus, tmpdir, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { isIPv4 } from 'node:net';
import { Option } from 'commander';

import {
  type Attribute,
  AttributesError,
  parseAttributes,
} from '../../core/allocation/attributes.ts';
import { ResourceNotationError } from '../../core/resources/notation.ts';
import { readResources } from '../../core/resources/resource-notation.ts';
import type { Resources } from '../../core/resources/resources.ts';
import { ElectedMaster } from '../../live/finding/elected-master.ts';
import { ListedMasters, type MasterFinder } from '../../live/finding/master-finder.ts';
import { type ZkUrl, parseZkUrl } from '../../live/zookeeper/zk-url.ts';
import { CheckFailed, UsageError, messageOf } from '../errors.ts';
import { type NumberWanted, parseNumber } from '../options/numbers.ts';

/** A flag that may also be given as `EVENHAND_NAME`. */
export function setting(flags: string, what: string, preset?: string): Option {
  const name = /--([a-z-]+)/.exec(flags)?.[1] ?? '';
  const option = new Option(flags, what).env(`EVENHAND_${name.toUpperCase().replaceAll('-', '_')}`);
  return preset === undefined ? option : option.default(preset);
}

const PORT: NumberWanted = { min: 0, max: 65_535, integer: true, words: 'a port from 0 to 65535' };

export function parsePort(text: string, what: string): number {
  return parseNumber(text, what, PORT);
}

/** What a process makes known of itself in place of where it listens. */
export interface AdvertiseFlags {
  readonly advertiseIp?: string;
  readonly advertisePort?: string;
}

/** @throws UsageError */
export function advertised({ advertiseIp, advertisePort }: AdvertiseFlags): {
  readonly advertiseIp?: string;
  readonly advertisePort?: number;
} {
  if (advertiseIp !== undefined && !isIPv4(advertiseIp)) {
    throw new UsageError(`--advertise-ip: found ${advertiseIp}, wanted a dotted address`);
  }
  return {
    ...(advertiseIp === undefined ? {} : { advertiseIp }),
    ...(advertisePort === undefined
      ? {}
      : { advertisePort: parsePort(advertisePort, '--advertise-port') }),
  };
}

/** Addresses of this machine that nobody else reaches. */
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/;

/**
 * @throws UsageError for an address that others reach, unless that was said to be meant: whoever
 *   reaches a master or an agent runs what he likes on its machine
 */
export function checkAddress(ip: string, isOpen: boolean): void {
  if (isOpen || LOOPBACK.test(ip)) return;
  throw new UsageError(
    `--ip: found ${ip}, which others reach, and nobody has to say who he is; ` +
      'wanted 127.0.0.1, or --open to say that this is meant',
  );
}

/** How masters are spoken to where an address does not say. */
export type Scheme = 'http' | 'https';

/** Reads `127.0.0.1:5050` or `http://127.0.0.1:5050`. */
function parseMaster(text: string, scheme: Scheme): URL {
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `${scheme}://${text}`);
  if (url !== null && url.hostname !== '') return url;
  throw new UsageError(`--master: found "${text}", wanted an address such as 127.0.0.1:5050`);
}

/** What a client of ours could not do, in words: nobody there, or the master's refusal. */
export function clientProblem(error: unknown, what: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : '';
  if (error.name === 'NoMaster') return new UsageError(`${what}: ${error.message}`);
  if (code === 'ECONNREFUSED') return new UsageError(`${what}: nobody answers there`);
  return error.name === 'MasterAnswer' ? new CheckFailed(error.message) : error;
}

/** Where masters are: where they are elected, or at these addresses. */
export type Masters = { readonly zk: ZkUrl } | { readonly urls: readonly URL[] };

/**
 * Reads an address of a master, several with commas between them, or `zk://host:port,…/path`.
 * @throws UsageError
 */
export function parseMasters(text: string, scheme: Scheme = 'http'): Masters {
  if (/^(zk|file):\/\//.test(text)) return { zk: parseZk(text, '--master') };
  return { urls: text.split(',').map((one) => parseMaster(one, scheme)) };
}

/** @param complain hears what went wrong at ZooKeeper and was put right */
export function findMaster(
  masters: Masters,
  complain: (problem: string) => void,
  scheme: Scheme = 'http',
): MasterFinder {
  if ('urls' in masters) return new ListedMasters(masters.urls);
  return new ElectedMaster({ zk: masters.zk, scheme, complain });
}

/**
 * Reads `zk://host:port,…/path`, or `file:///path` of a file that says so, which others need not
 * see a password in.
 * @throws UsageError
 */
export function parseZk(text: string, what: string): ZkUrl {
  try {
    const said = text.startsWith('file://') ? readFileSync(new URL(text), 'utf8').trim() : text;
    return parseZkUrl(said);
  } catch (error) {
    throw new UsageError(`${what}: ${messageOf(error)}`);
  }
}

/** @throws UsageError */
export function parseResourcesOption(text: string, what: string): Resources {
  try {
    return readResources(text.startsWith('[') && text.endsWith(']') ? JSON.parse(text) : text);
  } catch (error) {
    if (error instanceof ResourceNotationError || error instanceof SyntaxError) {
      throw new UsageError(`${what}: ${messageOf(error)}`);
    }
    throw error;
  }
}

/** @throws UsageError */
export function parseAttributesOption(text: string): Attribute[] {
  try {
    return parseAttributes(text);
  } catch (error) {
    if (error instanceof AttributesError || error instanceof ResourceNotationError) {
      throw new UsageError(`--attributes: ${messageOf(error)}`);
    }
    throw error;
  }
}

/** Where a process keeps what must survive it, when nobody says. */
export function usualWorkDir(what: string): string {
  return join(tmpdir(), `evenhand-${userInfo().username}`, what);
}

const MIB = 1024 * 1024;

/**
 * What this machine has, as Mesos estimates it: memory and disk leave some for the system.
 * @param share of how many agents on this machine
 * @param place which of them: their ports differ
 */
export function machineResources(workDir: string, share: number, place: number): string {
  const cores = Math.max(1, Math.floor(cpus().length / share));
  const memory = leaving(Math.floor(totalmem() / MIB), 1024);
  const { bavail, bsize } = statfsSync(workDir);
  const disk = leaving(Math.floor((bavail * bsize) / MIB), 5 * 1024);
  const first = 31_000 + place * 100;
  const ports = share === 1 ? '31000-32000' : `${first}-${first + 99}`;
  const amounts = [Math.floor(memory / share), Math.floor(disk / share)];
  return `cpus:${cores};mem:${amounts[0]};disk:${amounts[1]};ports:[${ports}]`;
}

/** All but so much, or half where there is not twice that. */
function leaving(total: number, kept: number): number {
  return total > 2 * kept ? total - kept : Math.floor(total / 2);
}

/** Resolves with the first signal that asks the process to end. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => resolve(signal));
  });
}

/** Flags that are secrets themselves; others name files that hold them. */
const SECRET: ReadonlySet<string> = new Set(['secret']);

/** Flags as `/flags` shows them: Mesos's names, and no secrets. */
export function flagsOf(options: object): Record<string, string> {
  const flags = Object.entries(options).map(([name, value]): [string, string] => {
    const text = SECRET.has(name) ? HIDDEN : withoutPasswords(String(value));
    return [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), text];
  });
  return Object.fromEntries(flags);
}

const HIDDEN = '***';

/** Of addresses such as `zk://user:password@host:2181/path`. */
function withoutPasswords(text: string): string {
  return text.replace(/(\w:\/\/[^\s/:@]*):[^\s/@]*@/g, `$1:${HIDDEN}@`);
}
