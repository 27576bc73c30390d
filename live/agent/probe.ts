import { connect } from 'node:net';

import type { Command, ContainerId, Containerizer } from '../containers/containerizer.ts';
import type { MesosTask } from '../mesos/call-schema.ts';
import { commandOf } from './container-spec.ts';

/** When a task is asked, microseconds each. */
export interface ProbeTimes {
  /** From the start of the task to the first time, and from one answer to the next. */
  readonly delayUs: number;
  readonly intervalUs: number;
  readonly timeoutUs: number;
}

/** What a task answered, in Mesos v1's words of `CheckStatusInfo`; empty where it did not. */
export type ProbeAnswer =
  | { readonly type: 'COMMAND'; readonly command: { readonly exit_code?: number } }
  | { readonly type: 'HTTP'; readonly http: { readonly status_code?: number } }
  | { readonly type: 'TCP'; readonly tcp: { readonly succeeded?: boolean } };

/** What a task is asked, as its health check or its check says it. */
export type Question =
  | { readonly type: 'COMMAND'; readonly command: MesosTask['command'] }
  | {
      readonly type: 'HTTP';
      readonly http: {
        readonly scheme?: string | undefined;
        readonly port: number;
        readonly path?: string | undefined;
      };
    }
  | { readonly type: 'TCP'; readonly tcp: { readonly port: number } };

/** What a health check asks; null where it does not say. */
export function healthQuestion(said: NonNullable<MesosTask['health_check']>): Question | null {
  const { type, command, http, tcp } = said;
  return questionOf(type, command, http, tcp);
}

/** What a check asks; null where it does not say. */
export function checkQuestion(said: NonNullable<MesosTask['check']>): Question | null {
  const { type, command, http, tcp } = said;
  return questionOf(type, command?.command, http, tcp);
}

/** When a check asks. */
export function checkTimes(said: NonNullable<MesosTask['check']>): ProbeTimes {
  const { delay_seconds: delay, interval_seconds: interval, timeout_seconds: timeout } = said;
  return { delayUs: delay * 1e6, intervalUs: interval * 1e6, timeoutUs: timeout * 1e6 };
}

function questionOf(
  type: Question['type'],
  command: MesosTask['command'],
  http: Extract<Question, { readonly type: 'HTTP' }>['http'] | undefined,
  tcp: { readonly port: number } | undefined,
): Question | null {
  if (type === 'COMMAND') return command === undefined ? null : { type, command };
  if (type === 'HTTP') return http === undefined ? null : { type, http };
  return tcp === undefined ? null : { type, tcp };
}

/** Where a task is asked. */
export interface ProbePlace {
  readonly containerizer: Containerizer;
  readonly container: ContainerId;
  /** Null for the machine's own. */
  readonly ip: string | null;
}

/** Asks a running task something, over and over, and tells what it heard. */
export class Probe {
  private readonly said: Question;
  private readonly times: ProbeTimes;
  private readonly place: ProbePlace;
  private readonly tell: (answer: ProbeAnswer) => void;
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;

  constructor(
    said: Question,
    times: ProbeTimes,
    place: ProbePlace,
    tell: (answer: ProbeAnswer) => void,
  ) {
    this.said = said;
    this.times = times;
    this.place = place;
    this.tell = tell;
    this.after(times.delayUs);
  }

  stop(): void {
    this.isOver = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private after(delayUs: number): void {
    this.timer = setTimeout(() => void this.ask(), Math.ceil(delayUs / 1000));
  }

  private async ask(): Promise<void> {
    const timeoutMs = Math.max(1, Math.ceil(this.times.timeoutUs / 1000));
    const answer = await this.answer(timeoutMs);
    if (this.isOver) return;
    this.tell(answer);
    this.after(this.times.intervalUs);
  }

  private async answer(timeoutMs: number): Promise<ProbeAnswer> {
    const { said, place } = this;
    const host = place.ip ?? '127.0.0.1';
    switch (said.type) {
      case 'COMMAND': {
        const command = commandOf(said.command);
        const code = command === null ? null : await exitOf(command, place, timeoutMs);
        return { type: 'COMMAND', command: code === null ? {} : { exit_code: code } };
      }
      case 'HTTP': {
        const { scheme = 'http', port, path = '/' } = said.http;
        const code = await statusOf(`${scheme}://${host}:${port}${path}`, timeoutMs);
        return { type: 'HTTP', http: code === null ? {} : { status_code: code } };
      }
      case 'TCP':
        return {
          type: 'TCP',
          tcp: { succeeded: await tcpAnswers(host, said.tcp.port, timeoutMs) },
        };
    }
  }
}

/** Whether an answer is that of a healthy task: 0, a status from 200 to 399, a connection. */
export function isHealthy(answer: ProbeAnswer): boolean {
  switch (answer.type) {
    case 'COMMAND':
      return answer.command.exit_code === 0;
    case 'HTTP': {
      const { status_code: code = 0 } = answer.http;
      return code >= 200 && code < 400;
    }
    case 'TCP':
      return answer.tcp.succeeded === true;
  }
}

function exitOf(
  command: Command,
  { containerizer, container }: ProbePlace,
  timeoutMs: number,
): Promise<number | null> {
  return containerizer.execute(container, command, timeoutMs);
}

/** The status of a page's answer; null without one in time. */
async function statusOf(url: string, timeoutMs: number): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { signal, redirect: 'manual' });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    // No connection, or no answer in time: that is the answer.
    if (error instanceof Error) return null;
    throw error;
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
