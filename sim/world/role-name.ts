/** What may stand in a role's name as it is. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/**
 * The role of a framework: every framework has one of its own, named after it. Characters that
 * roles cannot have, or that would make a path, are written as in URLs; so different names stay
 * different.
 */
export function roleOf(framework: string): string {
  if (PLAIN.test(framework)) return framework;
  let role = '';
  for (let i = 0; i < framework.length; i++) {
    const character = framework.charAt(i);
    const plain = /[A-Za-z0-9_]/.test(character);
    role += plain ? character : `%${framework.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return role === '' ? '%' : role;
}
