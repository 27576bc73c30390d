import type { Machine, Micros } from '../../core/machine.ts';
import type {
  Coordination,
  CoordinationAnswer,
  CoordinationError,
  CoordinationInput,
  CoordinationRequest,
  NodeEvent,
} from '../../core/election/coordination.ts';
import type { ElectionTimer, LeadershipOutput } from '../../core/election/election-io.ts';

/** All that the election's machines can say, as lines: `request 0 CREATE …`, `elected epoch 3`. */
export function electionLines(lines: string[]): LeadershipOutput {
  return {
    ...coordinationLines(lines),
    setTimer: (timer, delayUs) => lines.push(`timer ${timer} ${delayUs / 1e6} s`),
    complain: (problem) => lines.push(`complain: ${problem}`),
    detected: (leader) =>
      lines.push(
        leader === null ? 'detected nobody' : `detected epoch ${leader.epoch} ${leader.content}`,
      ),
    elected: (epoch) => lines.push(`elected epoch ${epoch}`),
    lost: (reason) => lines.push(`lost: ${reason}`),
    claimed: (content) => lines.push(`claimed "${content}"`),
    written: () => lines.push('written'),
  };
}

function coordinationLines(lines: string[]): Coordination {
  return {
    openSession: (timeoutUs) => lines.push(`open session ${timeoutUs / 1e6} s`),
    closeSession: () => lines.push('close session'),
    request: (id, request) => lines.push(`request ${id} ${requestText(request)}`),
  };
}

export function requestText(request: CoordinationRequest): string {
  const { op, path } = request;
  switch (request.op) {
    case 'CREATE':
      return `${op} ${path} ${request.mode} ${JSON.stringify(request.data)}`;
    case 'SET_DATA':
      return `${op} ${path} version ${request.version} ${JSON.stringify(request.data)}`;
    case 'DELETE':
      return `${op} ${path} version ${request.version}`;
    default:
      return `${op} ${path}${request.watch ? ' with a watch' : ''}`;
  }
}

export function inputText(input: CoordinationInput): string {
  switch (input.type) {
    case 'SESSION':
      return input.state === 'SYNC_CONNECTED'
        ? `${input.state} for ${input.timeoutUs / 1e6} s`
        : input.state;
    case 'WATCH':
      return `watch ${input.event} ${input.path}`;
    case 'RESULT':
      return `result ${input.request} ${answerText(input.answer)}`;
  }
}

/** Without zxids, which depend on what else was written. */
function answerText(answer: CoordinationAnswer): string {
  switch (answer.op) {
    case 'CREATE':
      return answer.path;
    case 'DELETE':
      return 'deleted';
    case 'GET_DATA':
      return `${JSON.stringify(answer.data)} version ${answer.stat.version}`;
    case 'EXISTS':
    case 'SET_DATA':
      return `version ${answer.stat.version}`;
    case 'GET_CHILDREN':
      return `[${answer.children.join(', ')}]`;
    case 'ERROR':
      return answer.error;
  }
}

interface TimerInput {
  readonly type: 'TIMER';
  readonly timer: ElectionTimer;
}

/** A machine of the election, driven by hand, and what it says to each input. */
export class ElectionScript<In> {
  now: Micros = 0;
  private lines: string[] = [];
  private readonly machine: Machine<In | CoordinationInput | TimerInput, LeadershipOutput>;

  constructor(machine: Machine<In | CoordinationInput | TimerInput, LeadershipOutput>) {
    this.machine = machine;
  }

  step(input: In | CoordinationInput | TimerInput): string[] {
    this.lines = [];
    this.machine.step(this.now, input, electionLines(this.lines));
    return this.lines;
  }

  connected(timeoutUs: Micros = 10_000_000): string[] {
    return this.step({ type: 'SESSION', state: 'SYNC_CONNECTED', timeoutUs });
  }

  disconnected(): string[] {
    return this.step({ type: 'SESSION', state: 'DISCONNECTED' });
  }

  expired(): string[] {
    return this.step({ type: 'SESSION', state: 'EXPIRED' });
  }

  result(request: number, answer: CoordinationAnswer): string[] {
    return this.step({ type: 'RESULT', request, answer });
  }

  error(request: number, error: CoordinationError): string[] {
    return this.result(request, { op: 'ERROR', error });
  }

  created(request: number, path: string): string[] {
    return this.result(request, { op: 'CREATE', path });
  }

  exists(request: number): string[] {
    return this.result(request, { op: 'EXISTS', stat: { czxid: 1, mzxid: 1, version: 0 } });
  }

  children(request: number, ...children: string[]): string[] {
    return this.result(request, { op: 'GET_CHILDREN', children });
  }

  data(request: number, data: string, version = 0): string[] {
    return this.result(request, { op: 'GET_DATA', data, stat: { czxid: 1, mzxid: 1, version } });
  }

  dataSet(request: number, version: number): string[] {
    return this.result(request, { op: 'SET_DATA', stat: { czxid: 1, mzxid: 1, version } });
  }

  watch(event: NodeEvent, path: string): string[] {
    return this.step({ type: 'WATCH', event, path });
  }

  timer(timer: ElectionTimer, afterUs: Micros): string[] {
    this.now += afterUs;
    return this.step({ type: 'TIMER', timer });
  }
}
