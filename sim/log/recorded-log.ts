import { meaningOf } from '../../core/protocol/event-meanings.ts';
import {
  EVENT_FIELDS,
  type EventFieldName,
  type EventHeader,
  type EventRecord,
} from '../../core/protocol/event-record.ts';
import { FAULT_NAMES } from '../faults/fault-spec.ts';
import { EVENT_KINDS } from './event-kinds.ts';
import { EventLog } from './event-log.ts';
import { numbered } from './event-names.ts';

const NONE = -1;

/**
 * A written log turned back into the numbers it was made of, so that its hash can be made again:
 * it is that of the run exactly when nothing in the records was changed.
 */
export class RecordedLog {
  private readonly log = new EventLog(null);
  private readonly frameworks: ReadonlyMap<string, number>;
  private readonly agents: ReadonlyMap<string, number>;

  constructor({ frameworks, agents }: Pick<EventHeader, 'frameworks' | 'agents'>) {
    this.frameworks = new Map(frameworks.map((name, number) => [name, number]));
    this.agents = new Map(agents.map((name, number) => [name, number]));
  }

  /** @throws Error naming a kind, a framework or an agent that a simulated run cannot have */
  append(record: EventRecord): void {
    const kind = KIND_NUMBERS.get(record.kind);
    if (kind === undefined) throw new Error(`event ${record.seq}: unknown kind "${record.kind}"`);
    const meaning = meaningOf(record.kind);
    this.log.append(
      micros(record.t),
      kind,
      this.number(record, meaning.framework),
      this.number(record, meaning.agent),
      this.number(record, meaning.subject),
      this.number(record, meaning.detail),
    );
  }

  /** Records so far. */
  get count(): number {
    return this.log.count;
  }

  /** Hash of all records so far, 16 hexadecimal digits. */
  get hash(): string {
    return this.log.hash;
  }

  private number(record: EventRecord, field: EventFieldName | null): number {
    const value = field === null ? undefined : record[field];
    if (field === null || value === undefined) return NONE;
    const { form, words } = EVENT_FIELDS[field];
    if (typeof value === 'number') return form === 'seconds' ? micros(value) : value;
    if (form === 'word') return words?.indexOf(value) ?? NONE;
    const number = this.known(field).get(value) ?? numbered(value, field);
    if (number !== null) return number;
    throw new Error(`event ${record.seq}: ${field} "${value}" is not known`);
  }

  private known(field: EventFieldName): ReadonlyMap<string, number> {
    if (field === 'fault') return FAULT_NUMBERS;
    return field === 'agent' ? this.agents : this.frameworks;
  }
}

const FAULT_NUMBERS: ReadonlyMap<string, number> = new Map(
  FAULT_NAMES.map((name, number) => [name, number]),
);

const KIND_NUMBERS: ReadonlyMap<string, number> = new Map(
  EVENT_KINDS.map((kind, number) => [kind, number]),
);

/** Times are written in seconds with six digits: exact up to 2^51 microseconds, 71 years. */
function micros(seconds: number): number {
  return Math.round(seconds * 1e6);
}
