import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { parseNumber } from '../options/numbers.ts';
import { applyConfig, placedError } from './config-file.ts';
import { dashedFlags } from './dashed-flags.ts';
import { setting } from './live-options.ts';
import { switched } from './security-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
const file = join(folder, 'c.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

function commandOf(...args: string[]): Command {
  const command = new Command('master').exitOverride();
  command
    .addOption(setting('--config <file>', ''))
    .addOption(setting('--port <port>', '', '5050'))
    .addOption(setting('--work-dir <folder>', ''))
    .addOption(setting('--roles <names>', ''))
    .addOption(setting('--acls <file>', ''))
    .addOption(switched('authenticate-agents', ''))
    .option('--no-recording', '')
    .option('--open', '');
  return command.parse(args, { from: 'user' });
}

function configured(text: string, ...args: string[]): unknown {
  writeFileSync(file, text);
  const command = commandOf(...args);
  applyConfig(command, file);
  return command.opts();
}

it('sets what nobody else has set', () => {
  const text = `# a comment
port: 6000
work_dir: /data
roles: [web, db]
acls: {permissive: false}
authenticate-agents: true
recording: false
open: true
`;
  const all = {
    ...{ port: '6000', workDir: '/data', roles: 'web,db', acls: '{"permissive":false}' },
    ...{ authenticateAgents: true, recording: false, open: true },
  };
  expect(configured(text)).toEqual(all);
  const args = ['--port', '7000', '--authenticate-agents=false'];
  expect(configured(text, ...args)).toEqual({ ...all, port: '7000', authenticateAgents: false });
  process.env['EVENHAND_WORK_DIR'] = '/variable';
  expect(configured(text)).toEqual({ ...all, workDir: '/variable' });
  delete process.env['EVENHAND_WORK_DIR'];
  expect(configured('# nothing')).toEqual({ port: '5050', recording: true });
});

it('says where it is wrong, what was found and what was wanted', () => {
  const problems = [
    [
      'port: 1\n\nprot: 5',
      ':3:1: found "prot", wanted a flag of evenhand master; did you mean "port"?',
    ],
    ['- port', ':1:1: found a list, wanted flags such as port: 5050'],
    ['open: 1', ':1:7: open: found 1, wanted true or false'],
    ['port:', ':1:6: port: found nothing, wanted a value'],
    ['work-dir: a\nwork_dir: b', ':2:1: found "work_dir" twice'],
    [
      'authenticate-agents: maybe',
      ':1:22: authenticate-agents: found "maybe", wanted true or false',
    ],
    ['config: other', ':1:1: found "config", wanted a flag of evenhand master'],
  ];
  for (const [text, message] of problems) {
    expect(() => configured(text)).toThrow(file + message);
  }
  expect(() => configured('port: [')).toThrow(UsageError);
});

it('is named in errors about what it has set, as a variable is', () => {
  const wanted = { min: 0, max: 9, integer: true, words: 'a digit' };
  const said = (command: Command, places = new Map<string, string>()): unknown => {
    const { port } = command.opts<{ readonly port: string }>();
    try {
      return parseNumber(port, '--port', wanted);
    } catch (error) {
      const placed = placedError(error, command, places);
      return placed instanceof Error ? placed.message : placed;
    }
  };
  writeFileSync(file, '\nport: x');
  const command = commandOf();
  expect(said(command, new Map(applyConfig(command, file)))).toContain(`${file}:2:7: port: `);
  expect(said(commandOf('--port', 'x'))).toMatch(/^--port: /);
  process.env['EVENHAND_PORT'] = 'x';
  expect(said(commandOf())).toMatch(/^EVENHAND_PORT: /);
  delete process.env['EVENHAND_PORT'];
});

it("takes Mesos's way to write flags", () => {
  const args = ['master', '--work_dir=/a_b', '--work_dir', '--no_recording', '--other_flag', 'a_b'];
  expect(dashedFlags(args, commandOf())).toEqual([
    ...['master', '--work-dir=/a_b', '--work-dir', '--no-recording', '--other_flag', 'a_b'],
  ]);
});
