/** A line of a recording, as far as it can be read. */
type Fields = ReadonlyMap<string, unknown>;

/** Fields that say which event it is and not what of it differs. */
const TITLES = ['kind', 'agent', 'framework', 'task', 'job'];

/**
 * In which event two runs part, when, whose it is and what of it differs: one sentence about the
 * first lines that are not equal. Null where one of them is no event.
 */
export function differenceInWords(recorded: string | null, again: string | null): string | null {
  const [before, now] = [fieldsOf(recorded), fieldsOf(again)];
  if (before === null || now === null || !before.has('seq') || !now.has('seq')) return null;
  const names = [...new Set([...before.keys(), ...now.keys()])];
  const differ = names.filter((name) => text(before.get(name)) !== text(now.get(name)));
  const title = TITLES.flatMap((name) => {
    const value = before.get(name);
    if (value === undefined) return [];
    return name === 'kind' ? [text(value)] : [`${name} ${text(value)}`];
  });
  const what = differ.map(
    (name) => `${name} was ${text(before.get(name))} and is ${text(now.get(name))}`,
  );
  return `event ${text(before.get('seq'))} at ${text(before.get('t'))} s, ${title.join(', ')}: ${what.join('; ')}`;
}

function fieldsOf(line: string | null): Fields | null {
  if (line === null) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
  } catch (error) {
    // What was written by half is no event.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function text(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
