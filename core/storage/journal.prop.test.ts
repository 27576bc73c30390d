import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framed, readJournal } from './journal.ts';

const records = fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 6 });

describe('a journal', () => {
  it('reads back what was appended, records with line breaks and heads in them included', () => {
    fc.assert(
      fc.property(records, (list) => {
        const content = list.map(framed).join('');
        expect(readJournal(content)).toEqual({ records: list, wholeLength: content.length });
      }),
    );
    const nested = framed(framed('a'));
    expect(readJournal(nested).records).toEqual([framed('a')]);
  });

  it('that ends anywhere has all records before that, and says where they end', () => {
    fc.assert(
      fc.property(records, fc.nat(), (list, at) => {
        const content = list.map(framed).join('');
        const cut = content.slice(0, at % (content.length + 1));
        const { records: found, wholeLength } = readJournal(cut);
        expect(found).toEqual(list.slice(0, found.length));
        expect(cut.slice(0, wholeLength)).toBe(found.map(framed).join(''));
        // No whole record is left behind.
        const next = list[found.length];
        if (next !== undefined) expect(cut.length - wholeLength).toBeLessThan(framed(next).length);
      }),
    );
  });

  it('finds a record of which a letter is another one', () => {
    const content = framed('one') + framed('two');
    for (let at = framed('one').length; at < content.length; at++) {
      const damaged = `${content.slice(0, at)}#${content.slice(at + 1)}`;
      expect(readJournal(damaged).records).toEqual(['one']);
    }
  });
});
