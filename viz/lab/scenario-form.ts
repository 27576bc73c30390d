import { type Document, isMap, isSeq, parseDocument } from 'yaml';

/** The fields of a scenario that a form has. Texts as they are written; empty for none. */
export interface FormValues {
  readonly name: string;
  readonly policy: string;
  readonly seed: string;
  readonly until: string;
  readonly masters: string;
  readonly agents: readonly AgentsFields[];
}

export interface AgentsFields {
  readonly count: string;
  readonly resources: string;
  readonly rack: string;
}

/** Steps to a field of a scenario. */
export type FieldPath = readonly (string | number)[];

/** What a form shows of a scenario's text; null while the text is no document. */
export function formValues(text: string): FormValues | null {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return null;
  const groups = document.getIn(['cluster', 'agents']);
  const count = isSeq(groups) ? groups.items.length : 0;
  const masters = textAt(document, ['masters']) || textAt(document, ['masters', 'count']);
  return {
    name: textAt(document, ['name']),
    policy: textAt(document, ['policy']),
    seed: textAt(document, ['seed']),
    until: textAt(document, ['until']),
    masters,
    agents: Array.from({ length: count }, (_, group) => ({
      count: textAt(document, ['cluster', 'agents', group, 'count']),
      resources: textAt(document, ['cluster', 'agents', group, 'resources']),
      rack: textAt(document, ['cluster', 'agents', group, 'rack']),
    })),
  };
}

/**
 * The text with a field set, or taken away by an empty value; all else, comments too, stays as it
 * is. The text itself when it is no document.
 */
export function withField(text: string, path: FieldPath, value: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  if (value === '') document.deleteIn(path);
  else document.setIn(path, isNumber(path, value) ? Number(value) : value);
  return document.toString({ lineWidth: 100, flowCollectionPadding: true });
}

/** Fields that hold numbers; a seed may look like one and is text all the same. */
function isNumber(path: FieldPath, value: string): boolean {
  const field = path.at(-1);
  return (field === 'count' || field === 'masters') && /^\d+$/.test(value);
}

function textAt(document: Document, path: FieldPath): string {
  const value: unknown = document.getIn(path);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (!isMap(value)) return '';
  // Resources by name, as one text.
  const pairs = value.items.map(({ key, value: one }) => `${String(key)}:${String(one)}`);
  return path.at(-1) === 'resources' ? pairs.join(';') : '';
}
