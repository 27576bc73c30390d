import { describe, expect, it } from 'vitest';

import { NO_ACLS, parseAcls } from './acls.ts';

const ANY = { type: 'ANY' };
const NONE = { type: 'NONE' };
const some = (...values: string[]) => ({ values });

function acls(document: object) {
  return parseAcls(JSON.stringify(document), 'acls');
}

describe('ACLs', () => {
  it('are decided by the first rule that fits both', () => {
    const read = acls({
      permissive: false,
      run_tasks: [
        { principals: some('ops'), users: some('root') },
        { principals: ANY, users: some('nobody') },
        { principals: some('ops'), users: NONE },
        { principals: some('ops'), users: some('alice') },
      ],
    });
    const may = (principal: string | null, user: string) =>
      read.allows('run_tasks', principal, user);
    expect(may('ops', 'root')).toBe(true);
    expect(may('marathon', 'root')).toBe(false);
    expect(may('marathon', 'nobody')).toBe(true);
    expect(may(null, 'nobody')).toBe(true);
    // The third rule is about every user, and refuses: the fourth is not reached.
    expect(may('ops', 'alice')).toBe(false);
  });

  it('let one in whom no rule is about, unless they are not permissive', () => {
    const rules = { teardown_frameworks: [{ principals: some('ops'), framework_principals: ANY }] };
    expect(acls(rules).allows('teardown_frameworks', 'other', 'x')).toBe(true);
    expect(acls(rules).allows('view_flags', 'other', null)).toBe(true);
    const strict = acls({ ...rules, permissive: false });
    expect(strict.allows('teardown_frameworks', 'other', 'x')).toBe(false);
    expect(strict.allows('teardown_frameworks', 'ops', 'x')).toBe(true);
    expect(strict.allows('view_flags', 'ops', null)).toBe(false);
    expect(NO_ACLS.allows('view_flags', null, null)).toBe(true);
  });

  it('keep the rest out by a last rule for all', () => {
    const read = acls({
      register_frameworks: [
        { principals: some('marathon'), roles: some('web', 'db') },
        { principals: NONE, roles: some('web') },
      ],
    });
    const may = (principal: string | null, role: string) => {
      return read.allows('register_frameworks', principal, role);
    };
    expect([may('marathon', 'web'), may('marathon', 'db')]).toEqual([true, true]);
    expect([may('spark', 'web'), may(null, 'web')]).toEqual([false, false]);
    expect(may('spark', 'db')).toBe(true);
  });

  it('tell one to whom nothing is refused from one to whom something is', () => {
    const all = { principals: some('ops'), users: ANY };
    const each = (...rules: object[]) => {
      return acls({ view_tasks: rules, permissive: false }).allowsEach('view_tasks', 'ops');
    };
    expect(each(all)).toBe(true);
    expect(each({ principals: some('ops'), users: some('root') }, all)).toBe(true);
    expect(each({ principals: some('ops'), users: some('root') })).toBe(false);
    expect(each({ principals: NONE, users: some('root') }, all)).toBe(false);
    expect(each({ principals: some('ops'), users: NONE }, all)).toBe(false);
    expect(each({ principals: some('other'), users: NONE }, all)).toBe(true);
    expect(NO_ACLS.allowsEach('view_tasks', null)).toBe(true);
  });

  it('mean by a/% all roles below a, and by all of them all', () => {
    const rules = [{ principals: some('ops'), roles: some('eng/%') }];
    const read = acls({ permissive: false, update_weights: rules });
    const may = (role: string | null) => read.allows('update_weights', 'ops', role);
    expect([may('eng/web'), may('eng/web/x')]).toEqual([true, true]);
    expect([may('eng'), may('eng/'), may('engine/web'), may(null)]).toEqual(Array(4).fill(false));
  });

  it('say where they are wrong', () => {
    const problems = [
      ['{', /^acls: .*wanted \{"permissive"/],
      ['{"run_task": []}', /^acls: ACLs: .*"run_task"/],
      ['{"run_tasks": [{"principals": {}, "users": {"type": "ANY"}}]}', /run_tasks\.0\.principals/],
      ['{"run_tasks": [{"principals": {"type": "ALL"}}]}', /run_tasks\.0\.principals\.type/],
      ['{"run_tasks": [{"principals": {"type": "ANY"}}]}', /run_tasks\.0\.users/],
      ['{"permissive": 1}', /permissive/],
    ] as const;
    for (const [text, message] of problems) expect(() => parseAcls(text, 'acls')).toThrow(message);
  });
});
