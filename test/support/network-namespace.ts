import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const IP = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'].find((path) => existsSync(path));

/** Whether network namespaces can be made: iproute2 and the rights of root are needed. */
export const hasNetworkNamespaces: boolean = canMake();

/** A network of its own, with one cable to this machine's that can be cut. */
export class NetworkNamespace {
  /** This machine's end of the cable, and the other one. */
  readonly hereIp: string;
  readonly thereIp: string;
  private readonly name: string;
  private readonly cable: string;

  constructor() {
    const number = process.pid % 16_384;
    this.name = `evenhand-${process.pid}`;
    this.cable = `eh${process.pid}`;
    // Four addresses of 198.18.0.0/16, which is for tests (RFC 2544).
    const net = `198.18.${number >> 6}.`;
    const first = (number & 63) * 4;
    this.hereIp = `${net}${first + 1}`;
    this.thereIp = `${net}${first + 2}`;
    ip('netns', 'add', this.name);
    const there = `${this.cable}p`;
    ip('link', 'add', this.cable, 'type', 'veth', 'peer', 'name', there, 'netns', this.name);
    ip('addr', 'add', `${this.hereIp}/30`, 'dev', this.cable);
    ip('link', 'set', this.cable, 'up');
    ip('-n', this.name, 'addr', 'add', `${this.thereIp}/30`, 'dev', there);
    ip('-n', this.name, 'link', 'set', there, 'up');
    ip('-n', this.name, 'link', 'set', 'lo', 'up');
  }

  /** What runs a program in it. */
  get prefix(): readonly string[] {
    return [IP ?? 'ip', 'netns', 'exec', this.name];
  }

  /** Nothing goes through, and nobody is told. */
  cut(): void {
    ip('link', 'set', this.cable, 'down');
  }

  heal(): void {
    ip('link', 'set', this.cable, 'up');
  }

  remove(): void {
    ip('netns', 'delete', this.name);
  }
}

function ip(...words: readonly string[]): void {
  execFileSync(IP ?? 'ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function canMake(): boolean {
  if (IP === undefined || process.getuid?.() !== 0) return false;
  const name = `evenhand-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'delete', name);
    return true;
  } catch (error) {
    // A container without the right to.
    if (error instanceof Error) return false;
    throw error;
  }
}
