import { describe, expect, it } from 'vitest';
import type { NodeEvent } from '../../../core/election/coordination.ts';
import { WatchTable } from './watch-table.ts';
import { ZnodeTree } from './znode-tree.ts';

/** A table, and what it fires. */
function table(): {
  watches: WatchTable<string>;
  fire: (watcher: string, event: NodeEvent, path: string) => void;
  trigger: (event: NodeEvent, path: string) => string[];
  fired: string[];
} {
  const watches = new WatchTable<string>();
  const fired: string[] = [];
  const fire = (watcher: string, event: NodeEvent, path: string): void => {
    fired.push(`${watcher} ${event} ${path}`);
  };
  const trigger = (event: NodeEvent, path: string): string[] => {
    const from = fired.length;
    watches.trigger(event, path, fire);
    return fired.slice(from);
  };
  return { watches, fire, trigger, fired };
}

describe('a watch', () => {
  it('fires once, for everybody who set it', () => {
    const { watches, trigger } = table();
    for (const watcher of ['a', 'b', 'a']) watches.add('children', '/x', watcher);
    expect(trigger('NODE_CHILDREN_CHANGED', '/x')).toEqual([
      'a NODE_CHILDREN_CHANGED /x',
      'b NODE_CHILDREN_CHANGED /x',
    ]);
    expect(trigger('NODE_CHILDREN_CHANGED', '/x')).toEqual([]);
  });

  it('fires for its kind and its path', () => {
    const { watches, trigger } = table();
    watches.add('children', '/x', 'a');
    watches.add('data', '/x', 'b');
    expect(trigger('NODE_CHILDREN_CHANGED', '/y')).toEqual([]);
    expect(trigger('NODE_DATA_CHANGED', '/x')).toEqual(['b NODE_DATA_CHANGED /x']);
    expect(trigger('NODE_DELETED', '/x')).toEqual(['a NODE_DELETED /x']);
  });

  it('of either kind fires as one event when the node is deleted', () => {
    const { watches, trigger } = table();
    watches.add('children', '/x', 'a');
    watches.add('data', '/x', 'a');
    expect(trigger('NODE_DELETED', '/x')).toEqual(['a NODE_DELETED /x']);
    expect(trigger('NODE_CREATED', '/x')).toEqual([]);
  });

  it('is gone with its watcher', () => {
    const { watches, trigger } = table();
    watches.add('data', '/x', 'a');
    watches.add('data', '/x', 'b');
    watches.remove('a');
    expect(trigger('NODE_DATA_CHANGED', '/x')).toEqual(['b NODE_DATA_CHANGED /x']);
  });
});

it('a watcher that comes from elsewhere hears what it missed, and keeps the rest', () => {
  const tree = new ZnodeTree();
  const create = (zxid: number, path: string): void => {
    const request = { op: 'CREATE', path, data: '', mode: 'PERSISTENT' } as const;
    tree.apply(zxid, { type: 'WRITE', session: 1, request }, () => undefined);
  };
  tree.apply(1, { type: 'CREATE_SESSION', session: 1, timeoutUs: 1 }, () => undefined);
  create(2, '/old');
  create(3, '/old/child');
  create(4, '/new');
  const { watches, fire, fired, trigger } = table();
  const paths = {
    data: ['/old', '/new', '/gone'],
    exists: ['/old/child', '/never'],
    children: ['/', '/old', '/gone'],
  };
  watches.resume(paths, 'a', 3, tree, fire);
  expect(fired).toEqual([
    'a NODE_DATA_CHANGED /new',
    'a NODE_DELETED /gone',
    'a NODE_CREATED /old/child',
    'a NODE_CHILDREN_CHANGED /',
  ]);
  expect(trigger('NODE_DATA_CHANGED', '/old')).toEqual(['a NODE_DATA_CHANGED /old']);
  expect(trigger('NODE_CHILDREN_CHANGED', '/old')).toEqual(['a NODE_CHILDREN_CHANGED /old']);
  expect(trigger('NODE_CREATED', '/never')).toEqual(['a NODE_CREATED /never']);
});
