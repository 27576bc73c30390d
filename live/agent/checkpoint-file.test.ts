import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SavedAgent } from '../../core/recording/agent-checkpoint.ts';
import { CheckpointFile } from './checkpoint-file.ts';

function saved(updates: number): SavedAgent {
  return { cluster: 'c', checkpoint: { agentId: 3, updates, launches: [], tasks: [] } };
}

it('comes back as it was written, with room set aside beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-checkpoint-'));
  const path = join(folder, 'meta', 'checkpoint.json');
  const file = new CheckpointFile(path);
  expect(file.read()).toBeNull();
  expect(file.write(saved(1))).toBe(true);
  expect(file.write(saved(2))).toBe(true);
  expect(new CheckpointFile(path).read()?.checkpoint.updates).toBe(2);
  expect(statSync(join(folder, 'meta', 'reserve')).size).toBe(256 * 1024);
  expect(existsSync(`${path}.new`)).toBe(false);
  rmSync(folder, { recursive: true });
});

it('that is torn is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-checkpoint-'));
  const path = join(folder, 'checkpoint.json');
  new CheckpointFile(path).write(saved(1));
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 20));
  expect(() => new CheckpointFile(path).read()).toThrow(path);
  rmSync(folder, { recursive: true });
});
