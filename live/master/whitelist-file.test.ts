import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { WhitelistFile } from './whitelist-file.ts';

it('A whitelist is read at once, and again when it says something else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
  const file = join(folder, 'whitelist');
  const heard: unknown[] = [];
  const until = async (count: number): Promise<void> => {
    while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  writeFileSync(file, 'n1\n\n  n2 \nn1\n');
  const listener = {
    changed: (hosts: readonly string[]) => void heard.push(hosts),
    unreadable: () => void heard.push('unreadable'),
  };
  const whitelist = new WhitelistFile(file, listener, 5);
  expect(heard).toEqual([['n1', 'n2']]);
  // The same in other words is nothing new.
  writeFileSync(file, 'n1\nn2\n');
  renameSync(file, `${file}.old`);
  await until(2);
  writeFileSync(`${file}.new`, '');
  renameSync(`${file}.new`, file);
  await until(3);
  expect(heard.slice(1)).toEqual(['unreadable', []]);
  whitelist.close();
  writeFileSync(file, 'n3');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toHaveLength(3);
  rmSync(folder, { recursive: true });
});
