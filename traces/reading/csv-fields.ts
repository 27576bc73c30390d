/**
 * The fields of one line of comma-separated values (RFC 4180): quoted ones may hold commas and
 * doubled quotes, but no line break.
 *
 * @returns the fields, or null when a quote is not closed
 */
export function csvFields(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const field = line[at] === '"' ? quotedField(line, at) : plainField(line, at);
    if (field === null) return null;
    fields.push(field.text);
    if (field.end >= line.length) return fields;
    at = field.end + 1;
  }
}

interface CsvField {
  readonly text: string;
  /** Where the comma behind it stands, or the end of the line. */
  readonly end: number;
}

function plainField(line: string, start: number): CsvField {
  const comma = line.indexOf(',', start);
  const end = comma < 0 ? line.length : comma;
  return { text: line.slice(start, end), end };
}

function quotedField(line: string, start: number): CsvField | null {
  let text = '';
  for (let from = start + 1; ; ) {
    const quote = line.indexOf('"', from);
    if (quote < 0) return null;
    text += line.slice(from, quote);
    if (line[quote + 1] !== '"') {
      // Whatever stands between the quote and the comma belongs to the field.
      const rest = plainField(line, quote + 1);
      return { text: text + rest.text, end: rest.end };
    }
    text += '"';
    from = quote + 2;
  }
}
