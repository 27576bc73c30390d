import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MasterOutput } from '../../core/master/master-io.ts';
import { Registrar } from '../../core/master/registrar.ts';
import { decodeRegistry } from '../../core/master/registry-record.ts';
import { framed, readJournal } from '../../core/storage/journal.ts';
import { VirtualDisk } from './virtual-disk.ts';

const losses = fc.constantFrom('nothing' as const, 'lost-writes' as const, 'torn-tail' as const);
const parts = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('a disk whose machine stops', () => {
  it('keeps what was synced, and of the rest at most a beginning', () => {
    const steps = fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.constant(null)));
    fc.assert(
      fc.property(steps, losses, parts, (list, loss, part) => {
        const disk = new VirtualDisk();
        let synced = '';
        for (const text of list) {
          if (text !== null) disk.append(text);
          else {
            disk.sync();
            synced = disk.content;
          }
        }
        const written = disk.content;
        disk.crash(loss, part);
        expect(written.startsWith(disk.content)).toBe(true);
        expect(disk.content.startsWith(synced)).toBe(true);
        if (loss === 'nothing') expect(disk.content).toBe(written);
        if (loss === 'lost-writes') expect(disk.content).toBe(synced);
      }),
    );
  });

  it('has the registry that was answered as stored, or a later one', () => {
    fc.assert(
      fc.property(fc.nat({ max: 6 }), losses, parts, (stored, loss, part) => {
        const disk = new VirtualDisk();
        const registrar = new Registrar();
        const done: number[] = [];
        const out: MasterOutput = {
          send: () => undefined,
          setTimer: () => undefined,
          reject: () => undefined,
          store: (registry) => disk.append(framed(registry)),
        };
        registrar.recover('');
        for (let agent = 0; agent <= stored; agent++) {
          const admit = { hostname: `node${agent}`, mode: 'active' } as const;
          registrar.apply(
            ({ admitted }) => admitted.set(agent, admit),
            () => done.push(agent),
            0,
            out,
          );
          // The last write is under way when the machine stops.
          if (agent === stored) break;
          disk.sync();
          registrar.stored(0, out);
        }
        disk.crash(loss, part);
        const { records, wholeLength } = readJournal(disk.content);
        disk.cut(wholeLength);
        const found = decodeRegistry(records.at(-1) ?? '');
        const admitted = typeof found === 'string' ? [] : [...found.admitted.keys()];
        expect(admitted.slice(0, done.length)).toEqual(done);
        expect(disk.content).toBe(records.map(framed).join(''));
      }),
    );
  });
});
