import { describe, expect, it } from 'vitest';
import { parseZkUrl, withoutPassword } from './zk-url.ts';

describe('a ZooKeeper address', () => {
  it('names servers, a path, and perhaps who asks', () => {
    expect(parseZkUrl('zk://h1:2182,h2/mesos')).toEqual({
      servers: ['h1:2182', 'h2:2181'],
      path: '/mesos',
      credentials: null,
    });
    expect(parseZkUrl('zk://ops:p@ss/w:rd@10.0.0.1:2181/a/b/')).toEqual({
      servers: ['10.0.0.1:2181'],
      path: '/a/b',
      credentials: { user: 'ops', password: 'p@ss/w:rd' },
    });
    expect(parseZkUrl('zk://[::1]:2181/m').servers).toEqual(['[::1]:2181']);
  });

  it.each([
    ['localhost:2181/mesos', 'does not begin with zk://'],
    ['zk://h1:2181', 'has no path'],
    ['zk://h1:2181/', 'has no path'],
    ['zk://h1:port/mesos', 'the server "h1:port", wanted host:port'],
    ['zk://h1:70000/mesos', 'the server "h1:70000"'],
    ['zk://h1,,h2/mesos', 'the server ""'],
    ['zk://h1/a//b', 'the path "/a//b"'],
    ['zk://h1/a/../b', 'wanted names between single slashes'],
    ['zk://ops@h1/mesos', 'wanted user:password'],
  ])('%s is refused', (text, reason) => {
    expect(() => parseZkUrl(text)).toThrow(reason);
  });

  it('keeps its password out of errors and logs', () => {
    expect(withoutPassword('zk://ops:top:se@cret@h1/mesos')).toBe('zk://ops:…@h1/mesos');
    expect(() => parseZkUrl('zk://ops:secret@h1')).toThrow(/^(?!.*secret)/);
  });
});
