import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { ContainerExit } from '../../live/containers/containerizer.ts';
import { ProcessContainerizer } from '../../live/containers/process-containerizer.ts';

async function until(what: () => boolean, ms = 20_000): Promise<void> {
  for (const end = performance.now() + ms; !what(); ) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

it('after SIGKILL of the agent its tasks run on, and the next one knows how they ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-agent-'));
  const tasks = {
    // Its output goes on without the agent, and TERM reaches it from the next one.
    stays: 'trap "echo bye; exit 5" TERM; while :; do echo tick; sleep 0.05; done',
    goes: 'until [ -e go ]; do sleep 0.02; done; exit 9',
  };
  const sandboxes = Object.entries(tasks).flatMap(([id, shell]) => {
    mkdirSync(join(folder, id));
    return [join(folder, id), shell];
  });
  const program = fileURLToPath(new URL('../support/container-agent.mjs', import.meta.url));
  const agent = spawn(process.execPath, [program, join(folder, 'state'), ...sandboxes], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  agent.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await until(() => said.includes('running stays') && said.includes('running goes'));
  const gone = new Promise((resume) => agent.once('exit', resume));
  agent.kill('SIGKILL');
  await gone;

  writeFileSync(join(folder, 'goes', 'go'), '');
  await until(() => existsSync(join(folder, 'state', 'goes', 'exit')));
  const before = readFileSync(join(folder, 'stays', 'stdout'), 'utf8').length;
  await until(() => readFileSync(join(folder, 'stays', 'stdout'), 'utf8').length > before);

  const exits = new Map<string, ContainerExit>();
  const next = new ProcessContainerizer({
    stateFolder: join(folder, 'state'),
    listener: { running: () => {}, exited: (id, exit) => void exits.set(id, exit) },
  });
  const [goes, stays] = await next.recover();
  expect(goes).toMatchObject({ id: 'goes', exit: { code: 9, reason: 'EXITED' } });
  expect(stays).toMatchObject({ id: 'stays', exit: null });
  next.kill('stays', 20_000);
  await until(() => exits.has('stays'));
  expect(exits.get('stays')).toMatchObject({ code: 5, reason: 'KILLED' });
  expect(readFileSync(join(folder, 'stays', 'stdout'), 'utf8')).toMatch(/tick\nbye\n$/);
  await next.close();
  rmSync(folder, { recursive: true });
});
