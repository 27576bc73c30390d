import type { Command } from 'commander';

/**
 * The arguments of a command with its flags as they are declared: `--work_dir`, as Mesos has it, is
 * `--work-dir`.
 */
export function dashedFlags(args: readonly string[], command: Command | undefined): string[] {
  const known = new Set(command?.options.map(({ long }) => long));
  return args.map((arg) => {
    const [, flag = '', rest = ''] = /^(--[a-z0-9]+(?:_[a-z0-9]+)+)(=.*)?$/s.exec(arg) ?? [];
    const dashed = flag.replaceAll('_', '-');
    return flag !== '' && known.has(dashed) ? dashed + rest : arg;
  });
}
