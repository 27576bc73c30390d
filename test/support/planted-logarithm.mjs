import { register } from 'node:module';

/**
 * For `node --import`: an engine whose logarithm is another function, from `EVENHAND_TEST_LOG`,
 * an expression of x. Nothing of the program knows of it: the module is another one.
 */
const expression = process.env.EVENHAND_TEST_LOG ?? 'Math.log(x)';
const source = `export const log = (x) => ${expression};`;
const planted = `data:text/javascript,${encodeURIComponent(source)}`;
const hooks = `
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    const isOwn = found.url.endsWith('/core/math/log.js');
    return isOwn ? { url: ${JSON.stringify(planted)}, shortCircuit: true } : found;
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
