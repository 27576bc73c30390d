import { meaningOf } from '../../core/protocol/event-meanings.ts';
import {
  EVENT_FIELDS,
  type EventFieldName,
  type EventNames,
} from '../../core/protocol/event-record.ts';
import { EVENT_KINDS } from '../../sim/log/event-kinds.ts';
import { nameOf } from '../../sim/log/event-names.ts';
import type { LogRecord } from '../../sim/log/log-record.ts';
import { printable } from '../output/terminal.ts';

/** Digits before and after the point: runs of up to eleven days line up. */
const TIME_WIDTH = 13;
const KIND_WIDTH = Math.max(...EVENT_KINDS.map(({ length }) => length));
/** Longest name that makes its column wider; what is longer sticks out. */
const NAME_WIDTH_MAX = 24;

/**
 * An event as one line in fixed columns: seconds, kind, framework, agent, and what it is about.
 * `-` stands where nobody is concerned. Columns are two spaces apart.
 */
export class LogLine {
  private readonly frameworks: readonly string[];
  private readonly agents: readonly string[];
  private readonly jobs: EventNames['jobs'];
  private readonly faults: readonly string[];
  private readonly frameworkWidth: number;
  private readonly agentWidth: number;

  constructor({ frameworks, agents, jobs, faults }: EventNames) {
    this.frameworks = frameworks.map(printable);
    this.agents = agents.map(printable);
    this.jobs = jobs;
    this.faults = faults;
    this.frameworkWidth = widthOf(this.frameworks);
    this.agentWidth = widthOf(this.agents);
  }

  /** The line without its line break. */
  text(record: LogRecord): string {
    const kind = EVENT_KINDS[record.kind] ?? `kind ${record.kind}`;
    const { framework, agent, subject, detail } = meaningOf(kind);
    const time = (record.timeUs / 1e6).toFixed(6).padStart(TIME_WIDTH);
    // What a column holds instead of a framework or an agent is said in words.
    const isFramework = framework === 'framework' && record.framework !== -1;
    const who = isFramework ? nameOf(this.frameworks, record.framework, 'framework') : '-';
    const isAgent = agent === 'agent' && record.agent !== -1;
    const where = isAgent ? nameOf(this.agents, record.agent, 'agent') : '-';
    const what = [
      framework === 'framework' ? '' : this.phrase(framework, record.framework, record),
      agent === 'agent' ? '' : this.phrase(agent, record.agent, record),
      this.phrase(subject, record.subject, record),
      this.phrase(detail, record.detail, record),
    ].filter((phrase) => phrase !== '');
    const columns = [
      ...[time, kind.padEnd(KIND_WIDTH), who.padEnd(this.frameworkWidth)],
      ...[where.padEnd(this.agentWidth), what.join(', ')],
    ];
    return columns.join('  ').trimEnd();
  }

  private phrase(field: EventFieldName | null, value: number, { framework }: LogRecord): string {
    if (field === null || value === -1) return '';
    const { form, label, words } = EVENT_FIELDS[field];
    switch (form) {
      case 'name':
        return field === 'fault' ? nameOf(this.faults, value, 'fault') : `${field} ${value}`;
      case 'id': {
        const name = field === 'job' ? this.jobs[framework]?.[value] : undefined;
        return `${label ?? field} ${value}${name === undefined ? '' : ` ${printable(name)}`}`;
      }
      case 'count':
        return `${value} ${value === 1 ? (label ?? field).replace(/s$/, '') : (label ?? field)}`;
      case 'seconds':
        return `${label ?? field} ${(value / 1e6).toFixed(6)}`;
      case 'word':
        return words?.[value] ?? `${label ?? field} ${value}`;
    }
  }
}

function widthOf(names: readonly string[]): number {
  const lengths = names.map(({ length }) => Math.min(length, NAME_WIDTH_MAX));
  return Math.max(1, ...lengths);
}
