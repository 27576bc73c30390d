/**
 * What is wrong with a role's name, or null (Mesos `docs/roles.md`): parts separated by `/`, none
 * of them empty, `.`, `..` or `*`, no leading `-`, no white space or backspace. `*` alone is the
 * default role.
 */
export function problemOfRole(role: string): string | null {
  if (role === '*') return null;
  for (const part of role.split('/')) {
    if (part === '') return `role "${role}" has an empty part: wanted names separated by single /`;
    if (part === '.' || part === '..' || part === '*') return `role "${role}" has a part "${part}"`;
    if (part.startsWith('-')) return `role "${role}" has a part that starts with -`;
    if (/[\s\u0008]/.test(part)) return `role "${role}" has white space or a backspace in it`;
  }
  return null;
}
