import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIREFOX = process.env['EVENHAND_FIREFOX'] ?? '/usr/bin/firefox-esr';

/** Why tests in Firefox are skipped, for their names; empty when they are not. */
export const missingFirefox: string = existsSync(FIREFOX) ? '' : ` (no ${FIREFOX}: skipped)`;

/** Asks nobody on the network for anything, and the user for nothing. */
const PREFERENCES = [
  ...['app.normandy.enabled', 'datareporting.policy.dataSubmissionEnabled'],
  ...['browser.shell.checkDefaultBrowser', 'network.captive-portal-service.enabled'],
  ...['network.connectivity-service.enabled', 'browser.aboutConfig.showWarning'],
];

/** A Firefox that shows one page. */
export interface OpenFirefox {
  /** Rejects when it cannot be started; never resolves. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/**
 * Opens a page in a Firefox with a profile of its own. Playwright drives only a Firefox of its
 * own making: the page has to tell by itself.
 */
export async function openFirefox(address: string): Promise<OpenFirefox> {
  const profile = await mkdtemp(join(tmpdir(), 'evenhand-firefox-'));
  const lines = PREFERENCES.map((name) => `user_pref("${name}", false);\n`);
  await writeFile(join(profile, 'user.js'), lines.join(''));
  const args = ['--headless', '--no-remote', '--profile', profile, address];
  const browser: ChildProcess = spawn(FIREFOX, args, {
    stdio: 'ignore',
    env: { ...process.env, HOME: profile },
  });
  const failed = new Promise<never>((_, reject) => browser.once('error', reject));
  failed.catch(() => undefined);
  return {
    failed,
    async close() {
      if (browser.pid !== undefined && browser.exitCode === null) {
        const over = new Promise((resolve) => browser.once('exit', resolve));
        browser.kill('SIGKILL');
        await over;
      }
      await rm(profile, { recursive: true, maxRetries: 20 });
    },
  };
}
