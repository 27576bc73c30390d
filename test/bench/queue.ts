import TinyQueue from 'tinyqueue';
import { EventQueue } from '../../sim/kernel/event-queue.ts';
import { streamOf } from '../../sim/random/streams.ts';
import { type Benchmark, rounded, spread, timeInTurn, timesBetter } from './benchmark.ts';

const HOLDS = 500_000;
const REPETITIONS = 7;
const DELAYS = 1 << 16;

interface Pending {
  readonly time: number;
  readonly sequence: number;
}

/**
 * The hold model of queue benchmarks: with n events pending, take the next and put one in at a
 * random time after it (Jones, CACM 29(4), 1986).
 */
export const queue: Benchmark = {
  name: 'queue',
  summary: 'event queue: take the next event, schedule another (hold model)',
  run() {
    const delays = drawDelays();
    const rows = [1000, 100_000].flatMap((pending) => {
      const ours = holdEventQueue(pending, delays);
      const theirs = holdTinyQueue(pending, delays);
      const [own, tiny] = timeInTurn(REPETITIONS, [ours, theirs]);
      const rate = (seconds: number): number => rounded(HOLDS / seconds / 1e6);
      return [
        [
          timesBetter(tiny.median / own.median),
          ...['EventQueue', pending, rate(own.median), spread(own, 1e9 / HOLDS)],
        ],
        ['baseline', 'tinyqueue 3.0.0', pending, rate(tiny.median), spread(tiny, 1e9 / HOLDS)],
      ];
    });
    return Promise.resolve({
      columns: ['to tinyqueue', 'queue', 'pending', 'M holds/s', 'ns/hold'],
      rows,
      notes: [
        `A hold is one pop and one push. Medians of ${REPETITIONS} runs of ${HOLDS} holds,`,
        'the queues in turn. tinyqueue holds objects and compares time, then sequence.',
        'Target: 5 M holds/s at 1,000.',
      ],
    });
  },
};

function drawDelays(): Float64Array {
  const stream = streamOf('bench', 'delays', 'queue');
  return Float64Array.from({ length: DELAYS }, () => Math.floor(stream.next() * 2e6));
}

function holdEventQueue(pending: number, delays: Float64Array): () => void {
  const events = new EventQueue();
  for (let i = 0; i < pending; i++) events.push(delays[i % DELAYS], 0, i, null);
  return () => {
    for (let i = 0; i < HOLDS; i++) {
      events.pop();
      events.push(events.time + delays[i & (DELAYS - 1)], 0, events.subject, null);
    }
  };
}

function holdTinyQueue(pending: number, delays: Float64Array): () => void {
  const order = (a: Pending, b: Pending): number => a.time - b.time || a.sequence - b.sequence;
  const events = new TinyQueue<Pending>([], order);
  let sequence = 0;
  for (; sequence < pending; sequence++) events.push({ time: delays[sequence % DELAYS], sequence });
  return () => {
    for (let i = 0; i < HOLDS; i++) {
      const { time } = events.pop() as Pending;
      events.push({ time: time + delays[i & (DELAYS - 1)], sequence: sequence++ });
    }
  };
}
