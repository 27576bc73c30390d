import { type Running, addressOf, start } from './evenhand-process.ts';

/** A program that listens. */
export interface Listening extends Running {
  readonly url: string;
}

/** A master of its own, without agents. */
export function startMaster(folder: string): Promise<Listening> {
  return listening('master', '--port', '0', '--work-dir', folder, '--log-level', 'error');
}

/** An agent of a master. */
export function startAgent(
  master: string,
  folder: string,
  ...more: readonly string[]
): Promise<Listening> {
  const place = ['--master', master, '--work-dir', folder, '--log-level', 'error'];
  const port = more.includes('--port') ? [] : ['--port', '0'];
  return listening('agent', ...place, ...port, ...more);
}

async function listening(what: 'master' | 'agent', ...flags: string[]): Promise<Listening> {
  const running = start(what, ...flags);
  return { ...running, url: await addressOf(running, what) };
}

/** The port of an address. */
export function portOf(url: string): number {
  return Number(new URL(url).port);
}
