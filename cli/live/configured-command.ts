import type { Command } from 'commander';

import { setting } from './live-options.ts';

/**
 * An action of a command that takes its flags from a file too: flags go before variables, and these
 * before the file. Adds `--config` to the command.
 */
export function configured<Flags extends object>(
  command: Command,
  run: (flags: Flags) => Promise<void>,
): (flags: Flags) => Promise<void> {
  command.addOption(setting('--config <file>', 'YAML of flags; flags and variables go before it'));
  return async () => {
    const { config } = command.opts<{ readonly config?: string }>();
    // Loaded when it is wanted: most do without.
    const { applyConfig, placedError } = await import('./config-file.ts');
    const places = config === undefined ? new Map<string, string>() : applyConfig(command, config);
    try {
      await run(command.opts<Flags>());
    } catch (error) {
      throw placedError(error, command, places);
    }
  };
}
