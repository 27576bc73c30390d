import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { FetchCache } from './fetch-cache.ts';
import type { CommandUri } from './fetched-uri.ts';
import { Fetcher } from './fetcher.ts';

/** Text that does not lead anywhere, as a tar of one member with that name. */
function tarOf(name: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('0ustar\0', 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(512);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
}

describe('URIs of a command', () => {
  let folder = '';
  let sandbox = '';
  let asked: string[] = [];
  let cache: FetchCache;
  let fetcher: Fetcher;
  let web = '';
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/moved') response.writeHead(302, { location: '/there' }).end();
    else response.end(`of ${request.url}`);
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'evenhand-fetch-'));
    sandbox = join(folder, 'sandbox');
    mkdirSync(sandbox);
    asked = [];
    cache = new FetchCache(join(folder, 'cache'), 30);
    fetcher = new Fetcher(cache);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function fetchAll(...uris: CommandUri[]): Promise<void> {
    return fetcher.fetch(uris, sandbox, 'me', new AbortController().signal);
  }

  /** A file of the machine. */
  function made(name: string, content: string | Buffer): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  const text = (name: string) => readFileSync(join(sandbox, name), 'utf8');

  it('are copied, from files and from the web', async () => {
    const file = made('a b.txt', 'here');
    await fetchAll(
      { value: file },
      { value: `file://${folder}/a%20b.txt`, output_file: 'deep/er/c' },
      { value: `${web}/some/page?x=1` },
      { value: `${web}/moved`, output_file: 'run', executable: true },
    );
    expect([text('a b.txt'), text('deep/er/c'), text('page')]).toEqual([
      'here',
      'here',
      'of /some/page?x=1',
    ]);
    expect(text('run')).toBe('of /there');
    expect(statSync(join(sandbox, 'run')).mode & 0o777).toBe(0o755);
  });

  it.each(['x.tar', 'x.tar.gz', 'x.tgz', 'x.tar.bz2', 'x.tar.xz'])('unpack %s', async (name) => {
    made('inner', 'packed');
    execFileSync('tar', ['-caf', join(folder, name), '-C', folder, 'inner']);
    await fetchAll({ value: join(folder, name) });
    expect(text('inner')).toBe('packed');
  });

  it('unpack what is compressed alone, and nothing that is not to be', async () => {
    const file = made('plain.txt.gz', gzipSync('one'));
    await fetchAll({ value: file });
    expect(text('plain.txt')).toBe('one');
    rmSync(join(sandbox, 'plain.txt'));
    await fetchAll({ value: file, extract: false });
    expect(existsSync(join(sandbox, 'plain.txt'))).toBe(false);
  });

  it('do not leave the sandbox', async () => {
    writeFileSync(join(folder, 'kept'), 'kept');
    const climbing = made('climbing.tar', tarOf('../kept', 'bad'));
    const absolute = made('absolute.tar', tarOf(`${folder}/kept`, 'bad'));
    for (const value of [climbing, absolute]) {
      await fetchAll({ value }).catch((error: Error) => expect(error.message).toContain(value));
    }
    // An earlier one brings a link, a later one goes through it.
    symlinkSync(folder, join(folder, 'way'));
    execFileSync('tar', ['-cf', join(folder, 'link.tar'), '-C', folder, 'way']);
    const through = made('through.tar', tarOf('way/kept', 'bad'));
    await fetchAll({ value: join(folder, 'link.tar') }, { value: through });
    expect(text('way/kept')).toBe('bad');
    expect(lstatSync(join(sandbox, 'way')).isSymbolicLink()).toBe(false);
    const links = [
      { value: join(folder, 'link.tar') },
      { value: climbing, output_file: 'way/new' },
    ];
    await expect(fetchAll(...links)).rejects.toThrow("'way' leads out of the sandbox");
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('kept');
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it.each<[CommandUri, RegExp]>([
    [{ value: '/no/such' }, /^Failed to fetch '\/no\/such': ENOENT/],
    [{ value: 'relative' }, /^Failed to fetch 'relative': wanted an absolute path/],
    [{ value: 'hdfs://n/x' }, /found hdfs:, wanted file:, http: or https:/],
    [{ value: '/etc/hostname', output_file: '../x' }, /found '\.\.\/x', wanted the name of a file/],
    [{ value: 'http://127.0.0.1:1/x' }, /^Failed to fetch 'http:\/\/127.0.0.1:1\/x': /],
    [{ value: '/etc' }, /'\/etc' is no file/],
    [{ value: 'http://[' }, /wanted an absolute path/],
  ])('fail by name: %j', async (uri, message) => {
    await expect(fetchAll(uri)).rejects.toThrow(message);
  });

  it('fail when the server says no, or what is there is no archive', async () => {
    await expect(fetchAll({ value: `${web}/gone` })).rejects.toThrow('answered 404, wanted 200');
    const broken = made('broken.tar.gz', 'no archive');
    await expect(fetchAll({ value: broken })).rejects.toThrow(`Failed to fetch '${broken}': `);
  });

  it('end when nobody wants them any more', async () => {
    const over = AbortSignal.abort(new Error('killed'));
    const value = `${web}/page`;
    await expect(fetcher.fetch([{ value }], sandbox, 'me', over)).rejects.toThrow(value);
  });

  describe('in the cache', () => {
    const page = (name: string): CommandUri => ({ value: `${web}/${name}`, cache: true });

    it('are fetched once for a user, also at the same time', async () => {
      await Promise.all([fetchAll(page('one')), fetchAll(page('one'))]);
      await fetchAll(page('one'));
      expect(asked).toEqual(['/one']);
      expect(text('one')).toBe('of /one');
      await fetcher.fetch([page('one')], sandbox, 'other', new AbortController().signal);
      expect(asked).toEqual(['/one', '/one']);
    });

    it('make room for each other', async () => {
      for (const name of ['one', 'two', 'one', 'toolong', 'far too long for it']) {
        await fetchAll(page(name));
      }
      await fetchAll(page('one'));
      // 7 + 7 + 11 bytes, and 23: the last one needs the room of all.
      expect(asked.slice(-2)).toEqual(['/far%20too%20long%20for%20it', '/one']);
      expect(cache.bytes).toBeLessThanOrEqual(30);
      expect(readdirSync(join(folder, 'cache')).length).toBeLessThanOrEqual(2);
    });

    it('are tried again when they failed', async () => {
      await expect(fetchAll(page('gone'))).rejects.toThrow('404');
      await expect(fetchAll(page('gone'))).rejects.toThrow('404');
      expect(asked).toEqual(['/gone', '/gone']);
      expect(cache.bytes).toBe(0);
    });
  });
});
