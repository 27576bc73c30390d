import { meaningOf } from '../../core/protocol/event-meanings.ts';
import {
  EVENT_FIELDS,
  type EventFieldName,
  type EventNames,
} from '../../core/protocol/event-record.ts';
import { EVENT_KINDS } from '../log/event-kinds.ts';
import { nameOf } from '../log/event-names.ts';
import type { LogRecord } from '../log/log-record.ts';

/**
 * What a record is about, in words, without the names of its framework and its agent:
 * `offer 12, 3 tasks`.
 */
export function eventText(record: LogRecord, names: EventNames): string {
  const { framework, agent, subject, detail } = meaningOf(EVENT_KINDS[record.kind] ?? '');
  const phrases = [
    framework === 'framework' ? '' : phrase(framework, record.framework, record, names),
    agent === 'agent' ? '' : phrase(agent, record.agent, record, names),
    phrase(subject, record.subject, record, names),
    phrase(detail, record.detail, record, names),
  ];
  return phrases.filter((text) => text !== '').join(', ');
}

/** A record whole: `OFFER, framework ads, agent3, offer 12`. */
export function eventSentence(record: LogRecord, names: EventNames): string {
  const { framework, agent } = meaningOf(EVENT_KINDS[record.kind]);
  const isFramework = framework === 'framework' && record.framework >= 0;
  const isAgent = agent === 'agent' && record.agent >= 0;
  const parts = [
    EVENT_KINDS[record.kind],
    isFramework ? `framework ${nameOf(names.frameworks, record.framework, 'framework')}` : '',
    isAgent ? nameOf(names.agents, record.agent, 'agent') : '',
    eventText(record, names),
  ];
  return parts.filter((text) => text !== '').join(', ');
}

/** One number of a record in words; nothing where it does not apply. */
function phrase(
  field: EventFieldName | null,
  value: number,
  { framework }: Pick<LogRecord, 'framework'>,
  { jobs, faults }: Pick<EventNames, 'jobs' | 'faults'>,
): string {
  if (field === null || value === -1) return '';
  const { form, label, words } = EVENT_FIELDS[field];
  switch (form) {
    case 'name':
      return field === 'fault' ? nameOf(faults, value, 'fault') : `${field} ${value}`;
    case 'id': {
      const name = field === 'job' ? jobs[framework]?.[value] : undefined;
      return `${label ?? field} ${value}${name === undefined ? '' : ` ${name}`}`;
    }
    case 'count':
      return `${value} ${value === 1 ? (label ?? field).replace(/s$/, '') : (label ?? field)}`;
    case 'seconds':
      return `${label ?? field} ${(value / 1e6).toFixed(6)}`;
    case 'word':
      return words?.[value] ?? `${label ?? field} ${value}`;
  }
}
