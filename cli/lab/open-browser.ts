import { spawn } from 'node:child_process';

import { messageOf } from '../errors.ts';

/** The program that opens an address in the user's browser; null without a display. */
export function browserOpener(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): readonly [command: string, ...args: string[]] | null {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  const display = environment.DISPLAY ?? environment.WAYLAND_DISPLAY ?? '';
  return display === '' ? null : ['xdg-open'];
}

/** Opens an address in the browser, without waiting for it; says so when that fails. */
export function openBrowser(
  opener: readonly [command: string, ...args: string[]],
  address: string,
): void {
  const [command, ...args] = opener;
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.once('error', (error) => {
    process.stderr.write(
      `no browser was opened (${messageOf(error)}); open the address yourself\n`,
    );
  });
  child.unref();
}
