import type { Command } from 'commander';

import { onInterrupt } from '../comparison/interrupt.ts';
import { UsageError } from '../errors.ts';
import { helpExample } from '../help.ts';
import { findBuiltPage } from '../lab/built-page.ts';
import { FIRST_PORT, startLab } from '../lab/lab-server.ts';
import { browserOpener, openBrowser } from '../lab/open-browser.ts';
import { servedFileOf } from '../lab/opened-file.ts';
import { parseNumber } from '../options/numbers.ts';

interface LabCommandOptions {
  readonly port?: string;
  readonly host: string;
  readonly open: boolean;
}

const PORT = { min: 0, max: 65_535, integer: true, words: 'a port from 0 to 65535, 0 for any' };

/** `evenhand lab`: serves the built page on this machine, and opens it. */
export function registerLab(program: Command): void {
  program
    .command('lab')
    .summary('open the lessons and the lab in the browser')
    .description(
      'Serves the page with the lessons, the lab and the comparison on this machine and opens it. ' +
        'The engine runs in the page; nothing is sent anywhere. Ctrl+C ends it.',
    )
    .argument('[file]', 'a scenario, a recording or a trace that the page opens')
    .option('--port <port>', `port to listen on (default: ${FIRST_PORT}, or the next that is free)`)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--no-open', 'only print the address')
    .addHelpText(
      'after',
      helpExample('evenhand lab', 'evenhand lab sim/scenarios/master-failover.yaml --port 8080'),
    )
    .action(lab);
}

async function lab(path: string | undefined, options: LabCommandOptions): Promise<void> {
  const port = options.port === undefined ? null : parseNumber(options.port, '--port', PORT);
  const file = path === undefined ? null : servedFileOf(path);
  const running = await startLab({ folder: builtPage(), host: options.host, port, file });
  const interrupt = onInterrupt();
  process.stdout.write(`${running.address}\n`);
  if (process.stderr.isTTY) process.stderr.write('The lab is open. Ctrl+C ends it.\n');
  const opener = options.open ? browserOpener(process.platform, process.env) : null;
  if (opener !== null) openBrowser(opener, running.address);
  await new Promise<void>((resolve) => {
    interrupt.signal.addEventListener('abort', () => resolve(), { once: true });
    process.once('SIGTERM', () => resolve());
  });
  await running.close();
  interrupt.release();
}

/**
 * The folder of the built page. The command builds nothing: `npm start` does.
 * @throws UsageError when there is none
 */
function builtPage(): string {
  const folder = findBuiltPage();
  if (folder !== null) return folder;
  throw new UsageError('lab: found no built page in dist/lab; wanted `npm run build:lab` first');
}
