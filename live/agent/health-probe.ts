import { connect } from 'node:net';

import type { AgentTask } from '../../core/agent/agent-io.ts';
import type { Containerizer } from '../containers/containerizer.ts';
import type { MesosTask } from '../mesos/call-schema.ts';
import { commandOf } from './container-spec.ts';
import { type TaskContainer, mesosTaskOf } from './task-container.ts';

/** Asks a running task for its health, over and over, and tells what it heard. */
export class HealthProbe {
  private readonly task: AgentTask;
  private readonly container: TaskContainer;
  private readonly containerizer: Containerizer;
  private readonly tell: (healthy: boolean) => void;
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;

  constructor(
    task: AgentTask,
    container: TaskContainer,
    containerizer: Containerizer,
    tell: (healthy: boolean) => void,
  ) {
    this.task = task;
    this.container = container;
    this.containerizer = containerizer;
    this.tell = tell;
    this.after(task.info.healthCheck?.delayUs ?? 0);
  }

  stop(): void {
    this.isOver = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private after(delayUs: number): void {
    this.timer = setTimeout(() => void this.ask(), Math.ceil(delayUs / 1000));
  }

  private async ask(): Promise<void> {
    const { healthCheck } = this.task.info;
    const said = mesosTaskOf(this.task)?.health_check;
    if (healthCheck === undefined || said === undefined) return;
    const timeoutMs = Math.max(1, Math.ceil(healthCheck.timeoutUs / 1000));
    const healthy = await this.answer(said, timeoutMs);
    if (this.isOver) return;
    this.tell(healthy);
    this.after(healthCheck.intervalUs);
  }

  private async answer(
    said: NonNullable<MesosTask['health_check']>,
    timeoutMs: number,
  ): Promise<boolean> {
    const host = this.container.ip ?? '127.0.0.1';
    switch (said.type) {
      case 'COMMAND': {
        const command = commandOf(said.command);
        if (command === null) return false;
        return (await this.containerizer.execute(this.container.id, command, timeoutMs)) === 0;
      }
      case 'HTTP': {
        if (said.http === undefined) return false;
        const { scheme, port, path } = said.http;
        return httpAnswers(`${scheme}://${host}:${port}${path}`, timeoutMs);
      }
      case 'TCP':
        return said.tcp === undefined ? false : tcpAnswers(host, said.tcp.port, timeoutMs);
    }
  }
}

/** Whether a page answers with a status from 200 to 399, as Mesos's checks want it. */
async function httpAnswers(url: string, timeoutMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { signal, redirect: 'manual' });
    await answer.body?.cancel();
    return answer.status >= 200 && answer.status < 400;
  } catch (error) {
    // No connection, or no answer in time: that is the answer.
    return error === undefined;
  }
}

function tcpAnswers(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const done = (answers: boolean) => (): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('connect', done(true));
    socket.once('timeout', done(false));
    socket.once('error', done(false));
  });
}
