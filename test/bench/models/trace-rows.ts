import { rumenJobs } from './rumen-jobs.ts';
import { sparkEvents } from './spark-events.ts';

/** Texts of a trace without end, each some whole rows with their line ends. */
type Rows = Generator<string, never>;

/** Scrambles a number: the streams need variety, not randomness. */
export function scrambled(value: number, below: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 12)) >>> 0) % below;
}

/** Google 2011: tasks of 40 a job, each submitted, scheduled and finished, some evicted before. */
function* googleRows(): Rows {
  for (let task = 0; ; task++) {
    const job = 515_042_969 + Math.trunc(task / 40) * 7;
    const startUs = 600_000_000 + task * 4000;
    const machine = 100_000 + scrambled(task, 12_500);
    const user = `${scrambled(job, 900)}fVcVxZ6iM6gHZzqbIyq56m5zrmHfpdcZzzkq4c=`;
    const request = `${(1 + scrambled(job, 40)) / 64},0.0${1 + scrambled(job, 300)},0.0002155`;
    const row = (us: number, place: number | '', event: number): string =>
      `${us},,${job},${task % 40},${place},${event},${user},2,${scrambled(job, 12)},${request},0\n`;
    const evicted = task % 11 === 0 ? row(startUs + 9000, machine, 2) : '';
    const again = evicted === '' ? '' : row(startUs + 9500, machine, 1);
    yield row(startUs, '', 0) +
      row(startUs + 5000, machine, 1) +
      evicted +
      again +
      row(startUs + 1_000_000 + scrambled(task, 900_000_000), machine, 4);
  }
}

/** Alibaba 2017: a row a task, six tasks a job, requests of many digits. */
function* alibaba2017Rows(): Rows {
  for (let task = 0; ; task++) {
    const start = 10_000 + Math.trunc(task / 300);
    const instances = 1 + scrambled(task, 500);
    const memory = (scrambled(task, 9000) / 1e6).toFixed(9);
    const status = task % 10 === 0 ? 'Waiting' : 'Terminated';
    const end = status === 'Waiting' ? 0 : start + scrambled(task, 900);
    const job = Math.trunc(task / 6);
    yield `${start},${end},${job},${task},${instances},${status},50,${memory}\n`;
  }
}

/** Alibaba 2018: a row a task, names that make chains of four, and one task without a number. */
function* alibaba2018Rows(): Rows {
  for (let job = 0; ; job++) {
    const start = 87_076 + Math.trunc(job / 6);
    const row = (name: string, task: number): string => {
      const at = start + 30 * task;
      const seconds = scrambled(job + task, 120);
      const instances = 1 + scrambled(job * 5 + task, 300);
      const memory = scrambled(job + task, 90) / 100;
      return `${name},${instances}.0,j_${job},1,Terminated,${at},${at + seconds},100.0,${memory}\n`;
    };
    const alone = job % 4 === 0 ? row(`task_Nzg3ODAwNDgzMTAwNTc${job}==`, 0) : '';
    yield row('M1', 0) + row('M2', 0) + row('R3_1_2', 1) + row('J4_3', 2) + alone;
  }
}

/** SWIM: a row a job. */
function* swimRows(): Rows {
  for (let job = 0; ; job++) {
    const input = scrambled(job, 1_000_000_000);
    yield `job${job}\t${job}\t1\t${input}\t${scrambled(input, 9_999_999)}\t${scrambled(job, 65_537)}\n`;
  }
}

/** Standard Workload Format: a line a job, as the archive aligns them. */
function* swfRows(): Rows {
  for (let job = 1; ; job++) {
    const numbers = [job, job * 20, scrambled(job, 900), scrambled(job, 90_000), 1 << (job % 9)];
    const rest = [-1, -1, 1 << (job % 9), 86_400, -1, 1, scrambled(job, 400), 1, -1, 2, -1, -1, -1];
    yield `${[...numbers, ...rest].map((value) => String(value).padStart(6)).join(' ')}\n`;
  }
}

/** Synthetic traces by the name of their format. */
export const TRACE_ROWS: ReadonlyMap<string, () => Rows> = new Map([
  ['swim', swimRows],
  ['spark-eventlog', sparkEvents],
  ['rumen', rumenJobs],
  ['google2011-task_events', googleRows],
  ['alibaba2017-batch_task', alibaba2017Rows],
  ['alibaba2018-batch_task', alibaba2018Rows],
  ['swf', swfRows],
]);

/** Bytes handed out at once, as a file's stream does. */
const CHUNK_BYTES = 65_536;

/**
 * The bytes of a synthetic trace, made as they are asked for: whole rows, at least `bytes`.
 * @throws RangeError when there is none of this format
 */
export function* traceBytes(format: string, bytes: number): Generator<Uint8Array> {
  const rows = TRACE_ROWS.get(format);
  if (rows === undefined) throw new RangeError(`found ${format}, wanted one of TRACE_ROWS`);
  const encoder = new TextEncoder();
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  let made = 0;
  for (const text of rows()) {
    for (let from = 0; from < text.length; ) {
      const { read, written } = encoder.encodeInto(text.slice(from), chunk.subarray(filled));
      from += read;
      filled += written;
      made += written;
      if (from < text.length) {
        yield chunk.subarray(0, filled);
        chunk = new Uint8Array(CHUNK_BYTES);
        filled = 0;
      }
    }
    if (made >= bytes) break;
  }
  yield chunk.subarray(0, filled);
}
