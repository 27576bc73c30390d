import { meaningOf } from '../../core/protocol/event-meanings.ts';
import type { EventNames } from '../../core/protocol/event-record.ts';
import { EVENT_KINDS } from '../../sim/log/event-kinds.ts';
import { nameOf } from '../../sim/log/event-names.ts';
import type { LogRecord } from '../../sim/log/log-record.ts';
import { eventText } from '../../sim/session/event-text.ts';
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
  private readonly names: EventNames;
  private readonly frameworkWidth: number;
  private readonly agentWidth: number;

  constructor(names: EventNames) {
    const frameworks = names.frameworks.map(printable);
    const agents = names.agents.map(printable);
    this.names = { ...names, frameworks, agents };
    this.frameworkWidth = widthOf(frameworks);
    this.agentWidth = widthOf(agents);
  }

  /** The line without its line break. */
  text(record: LogRecord): string {
    const kind = EVENT_KINDS[record.kind] ?? `kind ${record.kind}`;
    const { framework, agent } = meaningOf(kind);
    const time = (record.timeUs / 1e6).toFixed(6).padStart(TIME_WIDTH);
    // What a column holds instead of a framework or an agent is said in words.
    const isFramework = framework === 'framework' && record.framework !== -1;
    const who = isFramework ? nameOf(this.names.frameworks, record.framework, 'framework') : '-';
    const isAgent = agent === 'agent' && record.agent !== -1;
    const where = isAgent ? nameOf(this.names.agents, record.agent, 'agent') : '-';
    const columns = [
      ...[time, kind.padEnd(KIND_WIDTH), who.padEnd(this.frameworkWidth)],
      ...[where.padEnd(this.agentWidth), printable(eventText(record, this.names))],
    ];
    return columns.join('  ').trimEnd();
  }
}

function widthOf(names: readonly string[]): number {
  const lengths = names.map(({ length }) => Math.min(length, NAME_WIDTH_MAX));
  return Math.max(1, ...lengths);
}
