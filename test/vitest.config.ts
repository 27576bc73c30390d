import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** How tests start the browser: the system's Chromium, headless, and silent on the network. */
export interface ChromiumLaunch {
  readonly executablePath: string;
  readonly args: string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    chromium: ChromiumLaunch;
  }
}

const chromium: ChromiumLaunch = {
  executablePath: process.env.EVENHAND_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = ['core', 'sim', 'live', 'traces', 'cli', 'viz', 'test'];
const property = rooms.map((room) => `${room}/**/*.prop.test.ts`);
const integration = ['test/integration/**/*.test.ts'];
const bench = ['test/benchmarks.test.ts'];
const exclude = ['**/node_modules/**', 'dist/**', 'test/lint/fixtures/**'];

/**
 * Four projects: `unit` beside the code, `property` (fast-check, which prints the seed of a
 * failure), `integration` (the command line, workers, Chromium), which needs `tsc -b` first, and
 * `bench`: that the benchmarks run. What they measure is for `evenhand bench`.
 */
export default defineConfig({
  root,
  test: {
    // Left alone, vitest keeps one core for watching, which on two cores is half the machine.
    maxWorkers: '100%',
    // Core, sim and traces are pure: their tests share a worker's modules. Loading those anew for
    // each of three hundred files took longer than the tests.
    isolate: false,
    setupFiles: ['test/support/folded-lines.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'bench', include: bench, exclude, testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'unit',
          include: rooms.map((room) => `${room}/**/*.test.ts`),
          exclude: [...exclude, ...property, ...integration, ...bench],
          // Machines that test have other work too: a hanging test is what this is to end.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'property',
          include: property,
          exclude: [...exclude, ...integration],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: integration,
          exclude,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Tests fetch this with `inject('chromium')`.
          provide: { chromium },
        },
      },
    ],
  },
});
