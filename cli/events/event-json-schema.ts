import { EVENT_MEANINGS } from '../../core/protocol/event-meanings.ts';
import {
  EVENT_FIELDS,
  EVENT_FORMAT,
  type EventField,
  type EventFieldName,
} from '../../core/protocol/event-record.ts';
import type { Json } from '../output/json.ts';

const SECONDS = { type: 'number', minimum: 0 } as const;
const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'array', items: TEXT } as const;

/**
 * The event log as a JSON Schema (draft 2020-12) of one line: a header, a record of one of the
 * kinds, or the end.
 */
export function eventSchema(): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: EVENT_FORMAT,
    description:
      'A line of an event log: the first is a header, the last an end, the others are records. ' +
      'Fields and kinds may be added within this version.',
    oneOf: [{ $ref: '#/$defs/header' }, { $ref: '#/$defs/record' }, { $ref: '#/$defs/end' }],
    $defs: {
      header: headerSchema(),
      record: { oneOf: [...EVENT_MEANINGS.keys()].map((kind) => ({ $ref: `#/$defs/${kind}` })) },
      end: endSchema(),
      ...Object.fromEntries([...EVENT_MEANINGS.keys()].map((kind) => [kind, recordSchema(kind)])),
    },
  };
}

function headerSchema(): Json {
  const header = object('of what run this is the log', {
    format: { const: EVENT_FORMAT },
    version: { ...TEXT, description: 'of the engine' },
    host: { enum: ['simulated', 'live'] },
    scenario: TEXT,
    policy: TEXT,
    seed: { type: ['string', 'null'], description: 'null in a live run' },
    frameworks: { ...TEXTS, description: 'names in the order of their numbers' },
    agents: { ...TEXTS, description: 'hostnames in the order of their numbers' },
  });
  const document = { type: 'object', description: 'the scenario, of a simulated run' };
  return { ...header, properties: { ...header.properties, document } };
}

function endSchema(): Json {
  return object('the run is over', {
    events: { type: 'integer', minimum: 0, description: 'how many records there are' },
    t: { ...SECONDS, description: 'when the run ended' },
    hash: {
      type: ['string', 'null'],
      pattern: '^[0-9a-f]{16}$',
      description: 'rolling hash of the records; null where the host keeps none',
    },
  });
}

function recordSchema(kind: string): Json {
  const meaning = EVENT_MEANINGS.get(kind);
  const columns = [meaning?.framework, meaning?.agent, meaning?.subject, meaning?.detail];
  const fields = columns.filter((field) => field !== null && field !== undefined);
  if (kind === 'JOB_SUBMITTED') fields.push('name');
  const own = {
    seq: { type: 'integer', minimum: 0, description: 'position in the log' },
    t: { ...SECONDS, description: 'since the start of the run' },
    kind: { const: kind },
  };
  const optional = fields.map((field): [EventFieldName, Json] => {
    return [field, fieldSchema(EVENT_FIELDS[field])];
  });
  return {
    description: meaning?.what ?? '',
    type: 'object',
    properties: { ...own, ...Object.fromEntries(optional) },
    required: Object.keys(own),
  };
}

function fieldSchema({ form, meaning, words }: EventField): Json {
  switch (form) {
    case 'name':
      return { ...TEXT, description: meaning };
    case 'id':
      return { type: 'integer', description: meaning };
    case 'count':
      return { type: 'integer', minimum: 0, description: meaning };
    case 'seconds':
      return { ...SECONDS, description: meaning };
    case 'word':
      return { anyOf: [{ enum: words ?? [] }, { type: 'integer' }], description: meaning };
  }
}

interface ObjectSchema {
  readonly [name: string]: Json;
  readonly properties: { readonly [name: string]: Json };
}

/** An object in which nothing may be missing. */
function object(description: string, properties: { readonly [name: string]: Json }): ObjectSchema {
  return { description, type: 'object', properties, required: Object.keys(properties) };
}
